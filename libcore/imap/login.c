/* SPDX-License-Identifier: ISC */
/* The exchange of credentials: mechanism after mechanism, and the judgement. */
#include "config.h"

#include <stdio.h>

#include "base/escape.h"
#include "imap/client_private.h"
#include "imap/codes.h"
#include "imap/exchange.h"

/* One login with what its functions share. */
struct attempt {
	struct imap *c;
	struct imap_exchange *x;
	struct binding binding;
	struct sasl_terms terms;
	struct deadline d;
	struct imap_answer *answer;
	bool again; /* the empty last response was repeated */
	bool next;  /* nothing was proved yet: another mechanism may be tried */
};

/* Puts the server's words behind what they mean. */
static enum error_code
explain(const struct imap_line *line, enum error_code code, const char *meaning,
    struct error *e)
{
	char word[64], text[300];

	escape_copy(line->code, word, sizeof(word));
	escape_copy(line->text, text, sizeof(text));
	return error_set(e, code, "%s: %s%s%s%s %s", meaning,
	    line->status == IMAP_BAD ? "BAD" : "NO", word[0] ? " [" : "", word,
	    word[0] ? "]" : "", text);
}

/* The tagged NO to credentials, by its code. */
static enum error_code
judge_no(const struct imap_line *line, struct imap_answer *out, struct error *e)
{
	const struct imap_code *row = imap_code_find(line->code);
	bool refused = row->meaning == IMAP_MEANS_REFUSED;

	out->busy = row->meaning == IMAP_MEANS_BUSY;
	if (row->show)
		escape_copy(line->text, out->person, sizeof(out->person));
	return explain(
	    line, refused ? ERROR_DENIED : ERROR_LATER, row->text, e);
}

/*
 * A refusal before the proof says nothing about the password: it is the
 * mechanism's, unless a code says that it is the account's, which holds when
 * no mechanism is left.
 */
static enum error_code
judge_early(struct attempt *a, const struct imap_line *line, struct error *e)
{
	a->next = true;
	if (line->status == IMAP_NO &&
	    imap_code_find(line->code)->name[0] != '\0')
		judge_no(line, a->answer, e);
	else
		explain(line, ERROR_LATER,
		    "the server does not take this mechanism", e);
	return error_prefix(e, "%s", imap_exchange_name(a->x));
}

/* The tagged reply that ends an exchange. */
static enum error_code
judge(struct attempt *a, const struct imap_line *line, struct error *e)
{
	const struct imap_step *step = imap_step_of(IMAP_CREDENTIALS);

	if (line->status == IMAP_OK) {
		if (imap_exchange_is_complete(a->x))
			return ERROR_NONE;
		return error_set(e, ERROR_PROTOCOL,
		    "%s: the server says OK before the exchange is over",
		    imap_exchange_name(a->x));
	}
	if (!imap_exchange_sent_proof(a->x))
		return judge_early(a, line, e);
	if (line->status == IMAP_BAD)
		return explain(line, step->bad, step->bad_text, e);
	return judge_no(line, a->answer, e);
}

/* Queues what the exchange has to say: the one place that secrets leave. */
static enum error_code
send_secret(struct imap *c, const struct buf *bytes, struct error *e)
{
	if (c->state != IMAP_CREDENTIALS || !stream_is_secure(c->o.stream))
		return error_set(e, ERROR_BUG, "a secret without TLS");
	if (bytes->failed || !stream_put(c->o.stream, buf_view(bytes)))
		return error_set(e, ERROR_MEMORY, "IMAP: no memory");
	return ERROR_NONE;
}

static enum error_code
send_start(struct attempt *a, struct error *e)
{
	struct buf bytes;
	enum error_code code = imap_replies_next(&a->c->replies, e);

	buf_init_wiping(&bytes, LIMIT_SASL_LINE);
	if (code == ERROR_NONE) {
		buf_printf(&bytes, "%s ", a->c->replies.tag);
		code = imap_exchange_start(a->x, &bytes, e);
	}
	buf_add_str(&bytes, "\r\n");
	if (code == ERROR_NONE)
		code = send_secret(a->c, &bytes, e);
	buf_clear(&bytes);
	return code;
}

static enum error_code
send_answer(struct attempt *a, struct view challenge, struct error *e)
{
	struct buf bytes;
	enum error_code code;

	buf_init_wiping(&bytes, LIMIT_SASL_LINE);
	code = imap_exchange_answer(a->x, challenge, &bytes, e);
	if (code == ERROR_NONE)
		code = send_secret(a->c, &bytes, e);
	buf_clear(&bytes);
	/* SCRAM's "e=": the tagged NO that follows says it better. */
	return code == ERROR_DENIED ? ERROR_NONE : code;
}

/*
 * Reads what answers us.  A server that has proved itself and then says
 * nothing has lost the line that was sent ahead: it gets it once more.
 */
static enum error_code
read_answer(struct attempt *a, struct imap_line *out, struct error *e)
{
	struct deadline soon =
	    deadline_min(a->d, deadline_in(LIMIT_SCRAM_AGAIN_MS));
	enum error_code code;

	if (a->again || !imap_exchange_rode(a->x))
		return imap_read_reply(a->c, a->d, out, e);
	code = imap_read_reply(a->c, soon, out, e);
	if (code != ERROR_LATER || !deadline_passed(soon))
		return code;
	a->again = true;
	if (!stream_put(a->c->o.stream, view_of("\r\n")))
		return error_set(e, ERROR_MEMORY, "IMAP: no memory");
	return imap_read_reply(a->c, a->d, out, e);
}

static enum error_code
run_exchange(struct attempt *a, struct error *e)
{
	enum error_code code = send_start(a, e);
	struct imap_line line;

	while (code == ERROR_NONE) {
		code = read_answer(a, &line, e);
		if (code != ERROR_NONE)
			break;
		if (line.kind == IMAP_TAGGED)
			return judge(a, &line, e);
		code = send_answer(a, line.text, e);
		if (code == ERROR_NONE)
			imap_trace(a->c, "%s: %s", imap_exchange_name(a->x),
			    imap_exchange_rode(a->x)
				? "the server proved that it knows the password"
				: "answering what the server asked");
	}
	/* Before anything was sent: this mechanism cannot carry it. */
	a->next = code == ERROR_INPUT;
	return code;
}

/* Tries one mechanism, or with NULL the LOGIN command. */
static enum error_code
try_mechanism(struct attempt *a, const struct sasl_mechanism *m,
    const char *user, const struct secret *secret, struct error *e)
{
	enum error_code code = imap_exchange_new(
	    m, &a->terms, user, secret, &a->c->replies.caps, &a->x, e);

	*a->answer = (struct imap_answer){.busy = false};
	a->next = code == ERROR_INPUT;
	if (code == ERROR_NONE) {
		imap_trace(a->c, "logging in by %s", imap_exchange_name(a->x));
		code = run_exchange(a, e);
	}
	imap_exchange_free(&a->x);
	if (a->next)
		imap_trace(a->c, "%s", e->text);
	return code == ERROR_INPUT ? e->code = ERROR_LATER : code;
}

/* The LOGIN command is for servers that offer no mechanism at all. */
static bool
may_use_login(const struct imap *c)
{
	return c->replies.caps.mechanisms[0] == '\0' &&
	    !c->replies.caps.login_disabled &&
	    (c->o.mechanisms == NULL || c->o.mechanisms[0] == '\0');
}

static enum error_code
nothing_in_common(const struct imap *c, struct error *e)
{
	const char *offered = c->replies.caps.mechanisms;
	const char *pinned = c->o.mechanisms;
	bool any = pinned == NULL || pinned[0] == '\0';

	return error_set(e, ERROR_LATER,
	    "no mechanism in common: the server offers %s%s, we take %s",
	    offered[0] != '\0' ? offered : "none",
	    c->replies.caps.login_disabled ? " (and LOGINDISABLED)" : "",
	    any ? "SCRAM, PLAIN and LOGIN" : pinned);
}

static enum error_code
try_all(struct attempt *a, const char *user, const struct secret *secret,
    struct error *e)
{
	const struct imap *c = a->c;
	enum error_code code = ERROR_NONE;
	unsigned tried = 0;

	do {
		const struct sasl_mechanism *m;

		/* A server may say anew what it offers with each refusal. */
		a->terms.offered = view_of(c->replies.caps.mechanisms);
		m = sasl_choose(&a->terms, tried);
		if (m == NULL && code == ERROR_NONE && !may_use_login(c))
			return nothing_in_common(c, e);
		if (m == NULL && code != ERROR_NONE)
			return code;
		if (m != NULL)
			tried |= sasl_bit(m);
		code = try_mechanism(a, m, user, secret, e);
	} while (a->next);
	return code;
}

enum error_code
imap_login(struct imap *c, const char *user, const struct secret *secret,
    struct deadline d, struct imap_answer *out, struct error *e)
{
	struct attempt a = {.c = c, .d = d, .answer = out};
	enum error_code code = imap_enter(c, IMAP_CREDENTIALS, e);

	*out = (struct imap_answer){.busy = false};
	a.terms.allowed = c->o.mechanisms;
	a.terms.binding = &a.binding;
	stream_binding(c->o.stream, &a.binding);
	if (code == ERROR_NONE)
		code = try_all(&a, user, secret, e);
	if (c->replies.alert[0] != '\0')
		snprintf(
		    out->person, sizeof(out->person), "%s", c->replies.alert);
	return code;
}
