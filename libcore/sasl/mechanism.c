/* SPDX-License-Identifier: ISC */
/* The table of mechanisms and the choice among them. */
#include "config.h"

#include "sasl/channel.h"
#include "sasl/sasl.h"
#include "sasl/token.h"

static const struct sasl_mechanism mechanisms[] = {
    {
	.name = "SCRAM-SHA-256-PLUS",
	.initial_response = true,
	.proves_server = true,
	.binds = true,
    },
    {
	.name = "SCRAM-SHA-1-PLUS",
	.initial_response = true,
	.proves_server = true,
	.binds = true,
    },
    {
	.name = "SCRAM-SHA-256",
	.initial_response = true,
	.proves_server = true,
    },
    {
	.name = "SCRAM-SHA-1",
	.initial_response = true,
	.proves_server = true,
    },
    {
	.name = "PLAIN",
	.initial_response = true,
	.clear = true,
    },
    {
	.name = "LOGIN",
	.clear = true,
    },
    {
	.name = "OAUTHBEARER",
	.initial_response = true,
	.clear = true,
	.compose = token_compose_bearer,
	.regret = "\001",
    },
    {
	.name = "XOAUTH2",
	.initial_response = true,
	.clear = true,
	.compose = token_compose_xoauth2,
	.regret = "",
    },
};

#define MECHANISMS (sizeof(mechanisms) / sizeof(mechanisms[0]))

static bool
lists(struct view words, const char *name)
{
	struct view word;

	while (view_word(&words, &word))
		if (view_eq_case_str(word, name))
			return true;
	return false;
}

unsigned
sasl_bit(const struct sasl_mechanism *m)
{
	return m->binds ? 1U : 2U << (m - mechanisms);
}

unsigned
sasl_clear_bits(void)
{
	unsigned bits = 0;

	for (size_t i = 0; i < MECHANISMS; i++)
		if (mechanisms[i].clear)
			bits |= sasl_bit(&mechanisms[i]);
	return bits;
}

/* Whether both sides have it, by their lists. */
static bool
in_common(const struct sasl_mechanism *m, const struct sasl_terms *t)
{
	struct view allowed = view_trim(view_of(t->allowed));

	return lists(t->offered, m->name) &&
	    (allowed.n == 0 || lists(allowed, m->name));
}

const struct sasl_mechanism *
sasl_choose(const struct sasl_terms *t, unsigned tried)
{
	for (size_t i = 0; i < MECHANISMS; i++) {
		const struct sasl_mechanism *m = &mechanisms[i];

		if ((tried & sasl_bit(m)) == 0 && in_common(m, t) &&
		    (m->compose != NULL) == t->token &&
		    (!m->binds || channel_check(t->binding)))
			return m;
	}
	return NULL;
}

bool
sasl_check_names(const char *list, struct view *unknown_out)
{
	struct view words = view_of(list), word;

	while (view_word(&words, &word)) {
		size_t i = 0;

		while (i < MECHANISMS &&
		    !view_eq_case_str(word, mechanisms[i].name))
			i++;
		if (i == MECHANISMS) {
			*unknown_out = word;
			return false;
		}
	}
	return true;
}
