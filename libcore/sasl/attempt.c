/* SPDX-License-Identifier: ISC */
/* One mechanism's exchange with the server. */
#include "config.h"

#include <stdio.h>

#include "sasl/attempt_private.h"

static enum error_code
send_start(struct sasl_attempt *a, struct error *e)
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
send_answer(struct sasl_attempt *a, struct view challenge, struct error *e)
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
hear(struct sasl_attempt *a, enum sasl_reply *out, struct view *words,
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
judge_binding(struct sasl_attempt *a, struct view words, struct error *e)
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
decide(struct sasl_attempt *a, enum sasl_reply reply, struct view words,
    struct error *e)
{
	const char *name = sasl_exchange_name(a->x);

	if (reply == SASL_ACCEPTED && sasl_exchange_is_complete(a->x))
		return ERROR_NONE;
	if (reply == SASL_ACCEPTED)
		return error_set(e, ERROR_PROTOCOL,
		    "%s: the server says OK before the exchange is over", name);
	a->next = !sasl_exchange_sent_proof(a->x);
	a->p->judge(a->arg, a->next, &a->answer, e);
	if (a->next)
		error_prefix(e, "%s", name);
	else
		judge_binding(a, words, e);
	return e->code;
}

/* Keeps a challenge whose answer needs the secret. */
static enum error_code
wait_for_secret(struct sasl_attempt *a, struct view challenge, struct error *e)
{
	if (!buf_add(&a->challenge, challenge))
		return error_set(e, ERROR_MEMORY, "login: no memory");
	a->waits = true;
	return ERROR_NONE;
}

/* Hears and answers to the end, or until the secret is needed. */
static enum error_code
go_on(struct sasl_attempt *a, struct error *e)
{
	enum error_code code = ERROR_NONE;

	while (code == ERROR_NONE) {
		enum sasl_reply reply;
		struct view words;

		code = hear(a, &reply, &words, e);
		if (code == ERROR_NONE && reply != SASL_CHALLENGE)
			return decide(a, reply, words, e);
		if (code == ERROR_NONE && sasl_exchange_needs_secret(a->x))
			return wait_for_secret(a, words, e);
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

/* RFC 4422 3.5: nothing was proved, so that the next mechanism may follow. */
static enum error_code
cancel(struct sasl_attempt *a, struct error *e)
{
	struct error why = *e;
	enum sasl_reply reply;
	struct view words;
	enum error_code code = a->p->send(a->arg, view_of("*\r\n"), false, e);

	if (code == ERROR_NONE)
		code = a->p->hear(a->arg, a->d, &reply, &words, e);
	if (code == ERROR_NONE && reply != SASL_REFUSED)
		code = error_set(e, ERROR_PROTOCOL,
		    "%s: the server does not take back an exchange",
		    sasl_exchange_name(a->x));
	a->next = code == ERROR_NONE;
	if (code == ERROR_NONE)
		*e = why;
	return e->code;
}

enum error_code
attempt_resume(struct sasl_attempt *a, struct error *e)
{
	enum error_code code =
	    sasl_exchange_set_secret(a->x, a->login->secret, e);

	a->waits = false;
	if (code == ERROR_INPUT)
		return cancel(a, e);
	if (code == ERROR_NONE)
		code = send_answer(a, buf_view(&a->challenge), e);
	buf_reset(&a->challenge);
	return code == ERROR_NONE ? go_on(a, e) : code;
}

enum error_code
attempt_begin(struct sasl_attempt *a, const struct sasl_mechanism *m, struct error *e)
{
	enum error_code code = m != NULL
	    ? sasl_exchange_new(&a->p->profile, m, &a->terms, a->login->user,
		  a->login->secret, a->offer->initial, &a->x, e)
	    : a->p->own(a->arg, a->login, &a->x, e);

	a->answer = (struct sasl_answer){.busy = false};
	a->next = code == ERROR_INPUT;
	if (code != ERROR_NONE)
		return code;
	snprintf(a->answer.method, sizeof(a->answer.method), "%s",
	    sasl_exchange_name(a->x));
	trace_step(a->trace, "logging in by %s", a->answer.method);
	code = send_start(a, e);
	return code == ERROR_NONE ? go_on(a, e) : code;
}
