/* SPDX-License-Identifier: ISC */
/* The table of mechanisms and the choice among them. */
#include "config.h"

#include "sasl/sasl.h"

static const struct sasl_mechanism mechanisms[] = {
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
	return 1U << (m - mechanisms);
}

const struct sasl_mechanism *
sasl_choose(struct view offered, const char *allowed, unsigned tried)
{
	struct view pinned = view_trim(view_of(allowed));

	for (size_t i = 0; i < MECHANISMS; i++) {
		const struct sasl_mechanism *m = &mechanisms[i];

		if ((tried & sasl_bit(m)) == 0 && lists(offered, m->name) &&
		    (pinned.n == 0 || lists(pinned, m->name)))
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
