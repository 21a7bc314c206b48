/* SPDX-License-Identifier: ISC */
/* The exchange of credentials over IMAP, and what its refusals mean. */
#include "config.h"

#include <stdio.h>

#include "base/escape.h"
#include "imap/client_private.h"
#include "imap/codes.h"
#include "imap/login_command.h"

/* Queues what an exchange has to say: the one place that secrets leave. */
static enum error_code
send_secret(void *arg, struct view bytes, bool command, struct error *e)
{
	struct imap *c = arg;

	if (c->state != IMAP_CREDENTIALS || !stream_is_secure(c->at.stream))
		return error_set(e, ERROR_BUG, "a secret without TLS");
	if (command)
		return imap_send_command(c, bytes, e);
	if (!stream_put(c->at.stream, bytes))
		return error_set(e, ERROR_MEMORY, "IMAP: no memory");
	return ERROR_NONE;
}

static enum error_code
hear(void *arg, struct deadline d, enum sasl_reply *out,
    struct view *challenge_out, struct error *e)
{
	struct imap *c = arg;
	enum error_code code = imap_read_reply(c, d, &c->line, e);

	if (code != ERROR_NONE)
		return code;
	*challenge_out = c->line.text;
	*out = c->line.kind != IMAP_TAGGED ? SASL_CHALLENGE
	    : c->line.status == IMAP_OK    ? SASL_ACCEPTED
					   : SASL_REFUSED;
	return ERROR_NONE;
}

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
judge_no(const struct imap_line *line, struct sasl_answer *out, struct error *e)
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
 * mechanism's, unless a code says that it is the account's.
 */
static enum error_code
judge_early(
    const struct imap_line *line, struct sasl_answer *out, struct error *e)
{
	if (line->status == IMAP_NO &&
	    imap_code_find(line->code)->name[0] != '\0')
		return judge_no(line, out, e);
	return explain(
	    line, ERROR_LATER, "the server does not take this mechanism", e);
}

static enum error_code
judge(void *arg, bool early, struct sasl_answer *out, struct error *e)
{
	const struct imap *c = arg;
	const struct imap_step *step = imap_step_of(IMAP_CREDENTIALS);

	if (early)
		return judge_early(&c->line, out, e);
	if (c->line.status == IMAP_BAD)
		return explain(&c->line, step->bad, step->bad_text, e);
	return judge_no(&c->line, out, e);
}

static enum error_code
own_command(void *arg, const struct sasl_login *login,
    struct sasl_exchange **out, struct error *e)
{
	const struct imap *c = arg;

	return imap_login_command(login, c->replies.caps.literal_plus, out, e);
}

/* RFC 9051 6.2.2. */
static const struct sasl_protocol protocol = {
    .profile = {.command = "AUTHENTICATE", .rides = true, .tags = true},
    .send = send_secret,
    .hear = hear,
    .judge = judge,
    .own = own_command,
};

/* The login that is begun on this connection, once. */
static enum error_code
attempt(struct imap *c, const struct sasl_login *login, struct error *e)
{
	const struct imap_capabilities *caps = &c->replies.caps;
	enum error_code code;

	if (c->attempt != NULL)
		return ERROR_NONE;
	code = imap_enter(c, IMAP_CREDENTIALS, e);
	if (code != ERROR_NONE)
		return code;
	stream_binding(c->at.stream, &c->binding);
	/* The LOGIN command is for servers that offer no mechanism at all. */
	c->offer = (struct sasl_offer){
	    .mechanisms = caps->mechanisms,
	    .binding = &c->binding,
	    .initial = caps->sasl_ir,
	    .own = caps->mechanisms[0] == '\0' && !caps->login_disabled,
	    .note = caps->login_disabled ? "LOGINDISABLED" : NULL,
	};
	return sasl_attempt_new(
	    &protocol, c, &c->offer, login, &c->at.trace, &c->attempt, e);
}

void
imap_prepare(struct imap *c, const struct sasl_login *login, struct deadline d)
{
	struct error e;

	if (attempt(c, login, &e) == ERROR_NONE)
		sasl_attempt_ahead(c->attempt, d);
}

enum error_code
imap_login(struct imap *c, const struct sasl_login *login, struct deadline d,
    struct sasl_answer *out, struct error *e)
{
	enum error_code code = attempt(c, login, e);

	*out = (struct sasl_answer){.busy = false};
	if (code == ERROR_NONE)
		code = sasl_attempt_end(c->attempt, d, out, e);
	if (c->replies.alert[0] != '\0')
		snprintf(
		    out->person, sizeof(out->person), "%s", c->replies.alert);
	return code;
}
