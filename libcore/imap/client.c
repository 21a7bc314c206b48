/* SPDX-License-Identifier: ISC */
/* The loop that joins steps and stream, up to the credentials. */
#include "config.h"

#include <stdlib.h>

#include "imap/client_private.h"

enum error_code
imap_new(const struct contact *at, struct imap **out, struct error *e)
{
	struct imap *c = calloc(1, sizeof(*c));
	enum error_code code;

	*out = NULL;
	if (c == NULL)
		return error_set(e, ERROR_MEMORY, "IMAP: no memory");
	c->at = *at;
	code = imap_replies_init(&c->replies, at->stream, e);
	if (code == ERROR_NONE)
		*out = c;
	else
		imap_free(&c);
	return code;
}

void
imap_free(struct imap **c)
{
	if (*c != NULL)
		sasl_attempt_free(&(*c)->attempt);
	free(*c);
	*c = NULL;
}

enum error_code
imap_enter(struct imap *c, enum imap_state state, struct error *e)
{
	if (imap_step_of(state)->secure && !stream_is_secure(c->at.stream))
		return error_set(
		    e, ERROR_BUG, "%s without TLS", imap_step_of(state)->name);
	c->state = state;
	return ERROR_NONE;
}

enum error_code
imap_send_command(struct imap *c, struct view command, struct error *e)
{
	struct stream *s = c->at.stream;
	enum error_code code = imap_replies_next(&c->replies, e);

	if (code != ERROR_NONE)
		return code;
	if (!stream_put(s, view_of(c->replies.tag)) ||
	    !stream_put(s, view_of(" ")) || !stream_put(s, command) ||
	    !stream_put(s, view_of("\r\n")))
		return error_set(e, ERROR_MEMORY, "IMAP: no memory");
	return ERROR_NONE;
}

enum error_code
imap_read_reply(
    struct imap *c, struct deadline d, struct imap_line *out, struct error *e)
{
	const struct imap_step *step = imap_step_of(c->state);
	enum error_code code = imap_replies_read(
	    &c->replies, step, deadline_min(d, deadline_in(step->ms)), out, e);

	if (code != ERROR_NONE)
		error_prefix(e, "%s", step->name);
	return code;
}

/* One step with a fixed command: sends it and reads what answers it. */
static enum error_code
run_step(
    struct imap *c, enum imap_state state, struct deadline d, struct error *e)
{
	const struct imap_step *step = imap_step_of(state);
	struct imap_line line;
	enum error_code code = imap_enter(c, state, e);

	if (code == ERROR_NONE && step->command != NULL)
		code = imap_send_command(c, view_of(step->command), e);
	if (code == ERROR_NONE)
		code = imap_read_reply(c, d, &line, e);
	if (code != ERROR_NONE)
		return code;
	if (line.status == IMAP_NO)
		return error_set(
		    e, step->no, "%s: %s", step->name, step->no_text);
	if (line.status == IMAP_BAD)
		return error_set(
		    e, step->bad, "%s: %s", step->name, step->bad_text);
	trace_step(&c->at.trace, "%s: %s", step->name, step->ok_text);
	return ERROR_NONE;
}

/* What follows a step before credentials. */
static enum imap_state
next_state(const struct imap *c)
{
	switch (c->state) {
	case IMAP_GREETING:
		if (c->at.peer->security == ENDPOINT_STARTTLS)
			return IMAP_STARTTLS;
		return c->replies.caps.known ? IMAP_READY : IMAP_CAPABILITY;
	case IMAP_STARTTLS:
		return IMAP_CAPABILITY;
	default:
		return IMAP_READY;
	}
}

enum error_code
imap_begin(struct imap *c, struct deadline d, struct error *e)
{
	enum imap_state state = IMAP_GREETING;
	enum error_code code = ERROR_NONE;

	if (c->at.peer->security == ENDPOINT_IMPLICIT)
		code = contact_start_tls(&c->at, d, e);
	while (code == ERROR_NONE && state != IMAP_READY) {
		code = run_step(c, state, d, e);
		if (code == ERROR_NONE && state == IMAP_STARTTLS)
			code = contact_start_tls(&c->at, d, e);
		state = next_state(c);
	}
	if (code == ERROR_NONE && !c->replies.caps.known)
		code = error_set(e, ERROR_PROTOCOL,
		    "the server does not say what it can do");
	if (code == ERROR_NONE)
		code = imap_enter(c, IMAP_READY, e);
	if (code == ERROR_NONE)
		trace_step(&c->at.trace, "the server offers%s%s: %s",
		    c->replies.caps.sasl_ir ? " SASL-IR and" : "",
		    " the mechanisms",
		    c->replies.caps.mechanisms[0] != '\0'
			? c->replies.caps.mechanisms
			: "none");
	return code;
}

enum error_code
imap_check(struct imap *c, struct error *e)
{
	if (c->attempt != NULL && sasl_attempt_is_under_way(c->attempt))
		return contact_look_silent(c->at.stream, e);
	/* What failed ahead is told by the login, and no reason to repeat it.
	 */
	if (c->attempt != NULL && sasl_attempt_is_over(c->attempt))
		return ERROR_NONE;
	return imap_replies_check(&c->replies, e);
}

void
imap_logout(struct imap *c)
{
	struct error ignored;

	if (c->attempt != NULL && sasl_attempt_is_under_way(c->attempt))
		return;
	if (imap_send_command(c, view_of("LOGOUT"), &ignored) == ERROR_NONE)
		stream_flush(c->at.stream, deadline_in(0), &ignored);
}
