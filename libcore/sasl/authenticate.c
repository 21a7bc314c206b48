/* SPDX-License-Identifier: ISC */
/* Mechanism after mechanism, until the server has decided. */
#include "config.h"

#include <stdlib.h>

#include "sasl/attempt_private.h"

/* Takes the mechanism to its end; its result is kept, unless it waits. */
static void
run(struct sasl_attempt *a, const struct sasl_mechanism *m)
{
	struct error *e = &a->result;
	enum error_code code =
	    a->waits ? attempt_resume(a, e) : attempt_begin(a, m, e);

	if (a->waits)
		return;
	sasl_exchange_free(&a->x);
	if (a->next)
		trace_step(a->trace, "%s", e->text);
	e->code = code == ERROR_INPUT ? ERROR_LATER : code;
}

static bool
allows_all(const struct sasl_login *login)
{
	return view_trim(view_of(login->allowed)).n == 0;
}

static void
nothing_in_common(struct sasl_attempt *a)
{
	const char *offered = a->offer->mechanisms, *note = a->offer->note;

	error_set(&a->result, ERROR_LATER,
	    "no mechanism in common: the server offers %s%s%s%s, we take %s",
	    offered[0] != '\0' ? offered : "none", note ? " (and " : "",
	    note ? note : "", note ? ")" : "",
	    !allows_all(a->login) ? a->login->allowed
		: a->login->token ? "OAUTHBEARER and XOAUTH2"
				  : "SCRAM, PLAIN and LOGIN");
}

/* Whether without the secret this one can be begun. */
static bool
can_begin(const struct sasl_attempt *a, const struct sasl_mechanism *m)
{
	return a->login->secret != NULL || (m != NULL && m->proves_server);
}

/* Mechanism after mechanism, as far as that goes. */
static void
try_all(struct sasl_attempt *a)
{
	while (a->next && !a->waits) {
		const struct sasl_mechanism *m;

		a->terms.offered = view_of(a->offer->mechanisms);
		m = sasl_choose(&a->terms, a->tried);
		if ((m == NULL && !a->own) || !can_begin(a, m))
			return;
		if (m != NULL)
			a->tried |= sasl_bit(m);
		else
			a->own = false;
		run(a, m);
	}
}

enum error_code
sasl_attempt_new(const struct sasl_protocol *p, void *arg,
    const struct sasl_offer *offer, const struct sasl_login *login,
    const struct trace *trace, struct sasl_attempt **out, struct error *e)
{
	struct sasl_attempt *a = calloc(1, sizeof(*a));

	*out = a;
	if (a == NULL)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	a->p = p;
	a->arg = arg;
	a->offer = offer;
	a->login = login;
	a->trace = trace;
	a->terms = (struct sasl_terms){.allowed = login->allowed,
	    .token = login->token,
	    .server = login->server,
	    .binding = offer->binding};
	a->own = offer->own && allows_all(login) && !login->token;
	a->next = true;
	buf_init(&a->challenge, LIMIT_SASL_LINE);
	nothing_in_common(a);
	return ERROR_NONE;
}

void
sasl_attempt_free(struct sasl_attempt **a)
{
	if (*a == NULL)
		return;
	sasl_exchange_free(&(*a)->x);
	buf_clear(&(*a)->challenge);
	free(*a);
	*a = NULL;
}

void
sasl_attempt_ahead(struct sasl_attempt *a, struct deadline d)
{
	a->d = d;
	try_all(a);
}

bool
sasl_attempt_is_under_way(const struct sasl_attempt *a)
{
	return a->waits;
}

bool
sasl_attempt_is_over(const struct sasl_attempt *a)
{
	return !a->next && !a->waits;
}

enum error_code
sasl_attempt_end(struct sasl_attempt *a, struct deadline d,
    struct sasl_answer *out, struct error *e)
{
	a->d = d;
	if (a->waits)
		run(a, NULL);
	try_all(a);
	*out = a->answer;
	*e = a->result;
	return e->code;
}

enum error_code
sasl_authenticate(const struct sasl_protocol *p, void *arg,
    const struct sasl_offer *offer, const struct sasl_login *login,
    const struct trace *trace, struct deadline d, struct sasl_answer *out,
    struct error *e)
{
	struct sasl_attempt *a;
	enum error_code code =
	    sasl_attempt_new(p, arg, offer, login, trace, &a, e);

	*out = (struct sasl_answer){.busy = false};
	if (code == ERROR_NONE)
		code = sasl_attempt_end(a, d, out, e);
	sasl_attempt_free(&a);
	return code;
}
