/* SPDX-License-Identifier: ISC */
/* The loop that joins steps and stream, up to the credentials. */
#include "config.h"

#include <stdlib.h>

#include "base/escape.h"
#include "pop/client_private.h"

enum error_code
pop_new(const struct contact *at, struct pop **out, struct error *e)
{
	struct pop *c = calloc(1, sizeof(*c));

	*out = c;
	if (c == NULL)
		return error_set(e, ERROR_MEMORY, "POP3: no memory");
	c->at = *at;
	return ERROR_NONE;
}

void
pop_free(struct pop **c)
{
	if (*c != NULL)
		sasl_attempt_free(&(*c)->attempt);
	free(*c);
	*c = NULL;
}

enum error_code
pop_enter(struct pop *c, enum pop_state state, struct error *e)
{
	if (pop_step_of(state)->secure && !stream_is_secure(c->at.stream))
		return error_set(
		    e, ERROR_BUG, "%s without TLS", pop_step_of(state)->name);
	c->state = state;
	return ERROR_NONE;
}

enum error_code
pop_send_command(struct pop *c, struct view command, struct error *e)
{
	enum error_code code = pop_reply_check(c->at.stream, e);

	if (code != ERROR_NONE)
		return code;
	if (!stream_put(c->at.stream, command) ||
	    !stream_put(c->at.stream, view_of("\r\n")))
		return error_set(e, ERROR_MEMORY, "POP3: no memory");
	return ERROR_NONE;
}

enum error_code
pop_read_reply(struct pop *c, struct deadline d, struct error *e)
{
	const struct pop_step *step = pop_step_of(c->state);
	enum error_code code = pop_reply_read(c->at.stream, step,
	    deadline_min(d, deadline_in(step->ms)), &c->line, &c->caps, e);

	if (code != ERROR_NONE)
		error_prefix(e, "%s", step->name);
	return code;
}

enum error_code
pop_explain(const struct pop *c, enum error_code code, const char *meaning,
    struct error *e)
{
	char word[64], text[300];

	/* Words from outside TLS may be anybody's. */
	if (!stream_is_secure(c->at.stream))
		return error_set(e, code, "%s", meaning);
	escape_copy(c->line.code, word, sizeof(word));
	escape_copy(c->line.text, text, sizeof(text));
	return error_set(e, code, "%s: -ERR%s%s%s %s", meaning,
	    word[0] ? " [" : "", word, word[0] ? "]" : "", text);
}

/* One step with a fixed command: sends it and reads what answers it. */
static enum error_code
run_step(
    struct pop *c, enum pop_state state, struct deadline d, struct error *e)
{
	const struct pop_step *step = pop_step_of(state);
	enum error_code code = pop_enter(c, state, e);

	if (code == ERROR_NONE && step->command != NULL)
		code = pop_send_command(c, view_of(step->command), e);
	if (code == ERROR_NONE)
		code = pop_read_reply(c, d, e);
	if (code != ERROR_NONE)
		return code;
	if (c->line.kind == POP_ERR && step->err != ERROR_NONE) {
		pop_explain(c, step->err, step->err_text, e);
		return error_prefix(e, "%s", step->name);
	}
	trace_step(&c->at.trace, "%s: %s", step->name,
	    c->line.kind == POP_OK ? step->ok_text : step->err_text);
	return ERROR_NONE;
}

/* What follows a step before credentials. */
static enum pop_state
next_state(const struct pop *c)
{
	switch (c->state) {
	case POP_GREETING:
		return c->at.peer->security == ENDPOINT_STARTTLS ? POP_STLS
								 : POP_CAPA;
	case POP_STLS:
		return POP_CAPA;
	default:
		return POP_READY;
	}
}

enum error_code
pop_begin(struct pop *c, struct deadline d, struct error *e)
{
	enum pop_state state = POP_GREETING;
	enum error_code code = ERROR_NONE;

	if (c->at.peer->security == ENDPOINT_IMPLICIT)
		code = contact_start_tls(&c->at, d, e);
	while (code == ERROR_NONE && state != POP_READY) {
		code = run_step(c, state, d, e);
		if (code == ERROR_NONE && state == POP_STLS)
			code = contact_start_tls(&c->at, d, e);
		state = next_state(c);
	}
	if (code == ERROR_NONE)
		code = pop_enter(c, POP_READY, e);
	if (code == ERROR_NONE)
		trace_step(&c->at.trace,
		    "the server offers%s the mechanisms: %s",
		    c->caps.user ? " USER and" : "",
		    c->caps.mechanisms[0] != '\0' ? c->caps.mechanisms
						  : "none");
	return code;
}

enum error_code
pop_check(struct pop *c, struct error *e)
{
	if (c->attempt != NULL && sasl_attempt_is_under_way(c->attempt))
		return contact_look_silent(c->at.stream, e);
	/* What failed ahead is told by the login, and no reason to repeat it.
	 */
	if (c->attempt != NULL && sasl_attempt_is_over(c->attempt))
		return ERROR_NONE;
	return pop_reply_check(c->at.stream, e);
}

void
pop_logout(struct pop *c)
{
	struct error ignored;

	if (c->attempt != NULL && sasl_attempt_is_under_way(c->attempt))
		return;
	if (pop_send_command(c, view_of("QUIT"), &ignored) == ERROR_NONE)
		stream_flush(c->at.stream, deadline_in(0), &ignored);
}
