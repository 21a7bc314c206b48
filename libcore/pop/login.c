/* SPDX-License-Identifier: ISC */
/* The exchange of credentials over POP3, and what its refusals mean. */
#include "config.h"

#include "base/escape.h"
#include "pop/client_private.h"
#include "pop/codes.h"
#include "pop/user_command.h"

/* Queues what an exchange has to say: the one place that secrets leave. */
static enum error_code
send_secret(void *arg, struct view bytes, bool command, struct error *e)
{
	struct pop *c = arg;

	if (c->state != POP_CREDENTIALS || !stream_is_secure(c->at.stream))
		return error_set(e, ERROR_BUG, "a secret without TLS");
	if (command)
		return pop_send_command(c, bytes, e);
	if (!stream_put(c->at.stream, bytes))
		return error_set(e, ERROR_MEMORY, "POP3: no memory");
	return ERROR_NONE;
}

/* What the SASL library said of a login: Cyrus puts its own word before. */
static struct view
words_of(const struct pop *c)
{
	static const char before[] = "authenticating: ";

	return view_starts(c->line.text, before)
	    ? view_from(c->line.text, sizeof(before) - 1)
	    : c->line.text;
}

static enum error_code
hear(void *arg, struct deadline d, enum sasl_reply *out,
    struct view *challenge_out, struct error *e)
{
	static const enum sasl_reply replies[] = {
	    [POP_OK] = SASL_ACCEPTED,
	    [POP_ERR] = SASL_REFUSED,
	    [POP_CONTINUATION] = SASL_CHALLENGE,
	};
	struct pop *c = arg;
	enum error_code code = pop_read_reply(c, d, e);

	if (code != ERROR_NONE)
		return code;
	*challenge_out = words_of(c);
	*out = replies[c->line.kind];
	if (!c->user || c->line.kind == POP_ERR)
		return ERROR_NONE;
	if (c->line.kind == POP_CONTINUATION)
		return error_set(e, ERROR_PROTOCOL,
		    "the server asks for something unexpectedly");
	c->user = false;
	*out = SASL_CHALLENGE;
	return ERROR_NONE;
}

/* An -ERR that is about the account, by its code. */
static enum error_code
judge_account(const struct pop *c, const struct pop_code *row,
    struct sasl_answer *out, struct error *e)
{
	bool refused = row->meaning == POP_MEANS_REFUSED;

	out->busy = row->meaning == POP_MEANS_BUSY;
	if (row->show)
		escape_copy(c->line.text, out->person, sizeof(out->person));
	return pop_explain(
	    c, refused ? ERROR_DENIED : ERROR_LATER, row->text, e);
}

/*
 * A refusal before the proof says nothing about the password: it is the
 * mechanism's, unless a code says that it is the account's, or it answers
 * USER, whose -ERR means that there is no such mailbox (RFC 1939 7).
 */
static enum error_code
judge(void *arg, bool early, struct sasl_answer *out, struct error *e)
{
	const struct pop *c = arg;
	const struct pop_code *row = pop_code_find(c->line.code);

	if (!early || c->user || row->name[0] != '\0')
		return judge_account(c, row, out, e);
	return pop_explain(
	    c, ERROR_LATER, "the server does not take this mechanism", e);
}

static enum error_code
own_command(void *arg, const struct sasl_login *login,
    struct sasl_exchange **out, struct error *e)
{
	struct pop *c = arg;
	enum error_code code = pop_user_command(login, out, e);

	c->user = code == ERROR_NONE;
	return code;
}

/* RFC 5034 4; its commands are no longer than others. */
static const struct sasl_protocol protocol = {
    .profile = {.command = "AUTH", .command_max = POP_COMMAND, .rides = true},
    .send = send_secret,
    .hear = hear,
    .judge = judge,
    .own = own_command,
};

/* The login that is begun on this connection, once. */
static enum error_code
attempt(struct pop *c, const struct sasl_login *login, struct error *e)
{
	enum error_code code;

	if (c->attempt != NULL)
		return ERROR_NONE;
	code = pop_enter(c, POP_CREDENTIALS, e);
	if (code != ERROR_NONE)
		return code;
	stream_binding(c->at.stream, &c->binding);
	c->offer = (struct sasl_offer){
	    .mechanisms = c->caps.mechanisms,
	    .binding = &c->binding,
	    .initial = true,
	    .own = c->caps.user || !c->caps.sasl,
	    .note = c->caps.user ? "USER" : NULL,
	};
	return sasl_attempt_new(
	    &protocol, c, &c->offer, login, &c->at.trace, &c->attempt, e);
}

void
pop_prepare(struct pop *c, const struct sasl_login *login, struct deadline d)
{
	struct error e;

	if (attempt(c, login, &e) == ERROR_NONE)
		sasl_attempt_ahead(c->attempt, d);
}

enum error_code
pop_login(struct pop *c, const struct sasl_login *login, struct deadline d,
    struct sasl_answer *out, struct error *e)
{
	enum error_code code = attempt(c, login, e);

	*out = (struct sasl_answer){.busy = false};
	if (code == ERROR_NONE)
		code = sasl_attempt_end(c->attempt, d, out, e);
	return code;
}
