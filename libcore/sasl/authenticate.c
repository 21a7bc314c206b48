/* SPDX-License-Identifier: ISC */
/* Mechanism after mechanism, until the server has decided. */
#include "config.h"

#include <stdio.h>

#include "sasl/authenticate.h"

/* One login with what its functions share. */
struct attempt {
	const struct sasl_protocol *p;
	void *arg;
	const struct sasl_offer *offer;
	const struct sasl_login *login;
	const struct trace *trace;
	struct sasl_terms terms;
	struct deadline d;
	struct sasl_answer *answer;
	struct sasl_exchange *x;
	unsigned tried; /* or not to be tried: sasl_bit() */
	bool own;       /* the protocol's own command is left */
	bool again;     /* the empty last response was repeated */
	bool next;      /* nothing was proved: another mechanism may be tried */
};

static enum error_code
send_start(struct attempt *a, struct error *e)
{
	struct buf bytes;
	enum error_code code;

	buf_init_wiping(&bytes, LIMIT_SASL_LINE);
	code = sasl_exchange_start(a->x, &bytes, e);
	/* Nothing was sent: this mechanism cannot carry it. */
	a->next = code == ERROR_INPUT;
	if (code == ERROR_NONE)
		code = a->p->send(a->arg, buf_view(&bytes), true, e);
	buf_clear(&bytes);
	return code;
}

static enum error_code
send_answer(struct attempt *a, struct view challenge, struct error *e)
{
	struct buf bytes;
	enum error_code code;

	buf_init_wiping(&bytes, LIMIT_SASL_LINE);
	code = sasl_exchange_answer(a->x, challenge, &bytes, e);
	if (code == ERROR_NONE)
		code = a->p->send(a->arg, buf_view(&bytes), false, e);
	buf_clear(&bytes);
	/* SCRAM's "e=": the refusal that follows says it better. */
	return code == ERROR_DENIED ? ERROR_NONE : code;
}

/*
 * Hears what answers us.  A server that has proved itself and then says
 * nothing has lost the line that was sent ahead: it gets it once more.
 */
static enum error_code
hear(struct attempt *a, enum sasl_reply *out, struct view *words,
    struct error *e)
{
	struct deadline soon =
	    deadline_min(a->d, deadline_in(LIMIT_SCRAM_AGAIN_MS));
	enum error_code code;

	if (a->again || !sasl_exchange_rode(a->x))
		return a->p->hear(a->arg, a->d, out, words, e);
	code = a->p->hear(a->arg, soon, out, words, e);
	if (code != ERROR_LATER || !deadline_passed(soon))
		return code;
	a->again = true;
	code = a->p->send(a->arg, view_of("\r\n"), false, e);
	if (code == ERROR_NONE)
		code = a->p->hear(a->arg, a->d, out, words, e);
	return code;
}

/*
 * A refusal of the binding says nothing about the password.  Where the server
 * may only not know tls-exporter, SCRAM without it may follow, since nobody
 * learns the password from that; what gives it away may not.
 */
static void
judge_binding(struct attempt *a, struct view words, struct error *e)
{
	if (e->code != ERROR_DENIED ||
	    !sasl_exchange_blames_binding(a->x, words))
		return;
	error_prefix(e,
	    "%s: the server does not know our TLS connection (somebody is "
	    "between, or it cannot bind to it)",
	    sasl_exchange_name(a->x));
	e->code = ERROR_UNTRUSTED;
	a->next = sasl_exchange_bound(a->x) == BINDING_TLS_EXPORTER;
	a->tried |= sasl_clear_bits();
	a->own = false;
}

/* The reply that ends an exchange. */
static enum error_code
decide(struct attempt *a, enum sasl_reply reply, struct view words,
    struct error *e)
{
	const char *name = sasl_exchange_name(a->x);

	if (reply == SASL_ACCEPTED && sasl_exchange_is_complete(a->x))
		return ERROR_NONE;
	if (reply == SASL_ACCEPTED)
		return error_set(e, ERROR_PROTOCOL,
		    "%s: the server says OK before the exchange is over", name);
	a->next = !sasl_exchange_sent_proof(a->x);
	a->p->judge(a->arg, a->next, a->answer, e);
	if (a->next)
		error_prefix(e, "%s", name);
	else
		judge_binding(a, words, e);
	return e->code;
}

static enum error_code
run_exchange(struct attempt *a, struct error *e)
{
	enum error_code code = send_start(a, e);

	while (code == ERROR_NONE) {
		enum sasl_reply reply;
		struct view words;

		code = hear(a, &reply, &words, e);
		if (code == ERROR_NONE && reply != SASL_CHALLENGE)
			return decide(a, reply, words, e);
		if (code == ERROR_NONE)
			code = send_answer(a, words, e);
		if (code == ERROR_NONE)
			trace_step(a->trace, "%s: %s", sasl_exchange_name(a->x),
			    sasl_exchange_rode(a->x)
				? "the server proved that it knows the password"
				: "answering what the server asked");
	}
	return code;
}

/* Tries one mechanism, or with NULL the protocol's own command. */
static enum error_code
try_mechanism(
    struct attempt *a, const struct sasl_mechanism *m, struct error *e)
{
	enum error_code code = m != NULL
	    ? sasl_exchange_new(&a->p->profile, m, &a->terms, a->login->user,
		  a->login->secret, a->offer->initial, &a->x, e)
	    : a->p->own(a->arg, a->login, &a->x, e);

	*a->answer = (struct sasl_answer){.busy = false};
	a->next = code == ERROR_INPUT;
	if (code == ERROR_NONE) {
		snprintf(a->answer->method, sizeof(a->answer->method), "%s",
		    sasl_exchange_name(a->x));
		trace_step(a->trace, "logging in by %s", a->answer->method);
		code = run_exchange(a, e);
	}
	sasl_exchange_free(&a->x);
	if (a->next)
		trace_step(a->trace, "%s", e->text);
	return code == ERROR_INPUT ? e->code = ERROR_LATER : code;
}

static bool
allows_all(const struct sasl_login *login)
{
	return view_trim(view_of(login->allowed)).n == 0;
}

static enum error_code
nothing_in_common(const struct attempt *a, struct error *e)
{
	const char *offered = a->offer->mechanisms, *note = a->offer->note;

	return error_set(e, ERROR_LATER,
	    "no mechanism in common: the server offers %s%s%s%s, we take %s",
	    offered[0] != '\0' ? offered : "none", note ? " (and " : "",
	    note ? note : "", note ? ")" : "",
	    allows_all(a->login) ? "SCRAM, PLAIN and LOGIN"
				 : a->login->allowed);
}

enum error_code
sasl_authenticate(const struct sasl_protocol *p, void *arg,
    const struct sasl_offer *offer, const struct sasl_login *login,
    const struct trace *trace, struct deadline d, struct sasl_answer *out,
    struct error *e)
{
	struct attempt a = {
	    .p = p,
	    .arg = arg,
	    .offer = offer,
	    .login = login,
	    .trace = trace,
	    .terms = {.allowed = login->allowed, .binding = offer->binding},
	    .d = d,
	    .answer = out,
	    .own = offer->own && allows_all(login),
	    .next = true,
	};
	enum error_code code = nothing_in_common(&a, e);

	*out = (struct sasl_answer){.busy = false};
	while (a.next) {
		const struct sasl_mechanism *m;

		a.terms.offered = view_of(offer->mechanisms);
		m = sasl_choose(&a.terms, a.tried);
		if (m == NULL && !a.own)
			break;
		if (m != NULL)
			a.tried |= sasl_bit(m);
		else
			a.own = false;
		code = try_mechanism(&a, m, e);
	}
	return code;
}
