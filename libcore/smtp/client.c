/* SPDX-License-Identifier: ISC */
/* The loop that opens a session: the table's steps on a stream. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "net/connect.h"
#include "smtp/client_private.h"

/* How long a QUIT may take to leave. */
#define QUIT_MS 1000

int64_t
smtp_patience(const struct smtp *s, int64_t ms)
{
	return s->timeout_ms > 0 && s->timeout_ms < ms ? s->timeout_ms : ms;
}

struct deadline
smtp_deadline(const struct smtp *s, int64_t ms)
{
	return deadline_min(deadline_in(smtp_patience(s, ms)), s->opened);
}

void
smtp_trace(const struct smtp *s, char who, struct view line)
{
	char escaped[LIMIT_MESSAGE_TEXT - 8], text[LIMIT_MESSAGE_TEXT];

	if (s->trace == NULL)
		return;
	escape_copy(line, escaped, sizeof(escaped));
	snprintf(text, sizeof(text), "%c: %s", who, escaped);
	s->trace(s->trace_arg, text);
}

enum error_code
smtp_say(struct smtp *s, struct view line, const char *shown, struct deadline d,
    struct error *e)
{
	if (stream_received(s->stream).n > 0)
		return error_set(
		    e, ERROR_PROTOCOL, "the server answers before it is asked");
	smtp_trace(s, 'C', view_of(shown));
	if (!stream_put(s->stream, line) ||
	    !stream_put(s->stream, view_of("\r\n")))
		return error_set(e, ERROR_MEMORY, "%s: no memory", shown);
	return stream_flush(s->stream, d, e);
}

enum error_code
smtp_hear(struct smtp *s, struct deadline d, struct error *e)
{
	enum smtp_reply_state state = SMTP_REPLY_MORE;

	smtp_reply_reset(&s->reply);
	while (state == SMTP_REPLY_MORE) {
		struct view line;
		enum error_code code = stream_read_line(s->stream, &line, d, e);

		if (code != ERROR_NONE)
			return code;
		smtp_trace(s, 'S', line);
		state = smtp_reply_add(&s->reply, line);
	}
	if (state == SMTP_REPLY_BAD)
		return error_set(
		    e, ERROR_PROTOCOL, "the server does not speak SMTP");
	return ERROR_NONE;
}

enum error_code
smtp_refused(
    struct smtp *s, enum error_code code, const char *failed, struct error *e)
{
	char reply[LIMIT_MESSAGE_TEXT / 2];

	smtp_reply_copy(&s->reply, reply, sizeof(reply));
	return error_set(e, code, "%s: %s", failed, reply);
}

static enum error_code
do_connect(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e)
{
	struct deadline d = smtp_deadline(s, step->deadline_ms);
	int fd = connect_endpoint(settings->server, settings->from, d, e);

	if (fd < 0)
		return error_prefix(e, "%s", step->failed);
	return stream_new(fd, &s->stream, e);
}

static enum error_code
do_tls(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e)
{
	enum error_code code = stream_start_tls(s->stream, settings->tls,
	    settings->server, smtp_deadline(s, step->deadline_ms), e);

	if (code == ERROR_NONE) {
		smtp_trace(s, 'T', view_of(stream_tls_text(s->stream)));
		return ERROR_NONE;
	}
	error_prefix(e, "%s", step->failed);
	if (code == ERROR_PROTOCOL)
		e->code = ERROR_UNTRUSTED;
	return e->code;
}

static enum error_code
send_command(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e)
{
	char line[LIMIT_HOST + 16];
	int n;

	if (step->command == NULL)
		return ERROR_NONE;
	if (step->action == SMTP_ACTION_EHLO)
		n = snprintf(
		    line, sizeof(line), "%s %s", step->command, settings->helo);
	else
		n = snprintf(line, sizeof(line), "%s", step->command);
	return smtp_say(s, view_make(line, (size_t)n), line,
	    smtp_deadline(s, step->deadline_ms), e);
}

static enum error_code
do_command(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e)
{
	enum error_code code;

	if (step->only_offered && !s->features.starttls)
		return error_set(e, step->refused,
		    "it does not offer %s, and nothing is sent in the clear",
		    step->command);
	code = send_command(s, step, settings, e);
	if (code == ERROR_NONE)
		code = smtp_hear(s, smtp_deadline(s, step->deadline_ms), e);
	if (code != ERROR_NONE)
		return error_prefix(e, "%s", step->name);
	if (s->reply.code != step->expected)
		return smtp_refused(s, step->refused, step->failed, e);
	if (step->action == SMTP_ACTION_EHLO)
		smtp_features_parse(&s->reply, &s->features);
	return ERROR_NONE;
}

static enum error_code
take_step(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e)
{
	if (step->secure && !stream_is_secure(s->stream))
		return error_set(e, ERROR_BUG, "%s without TLS", step->name);
	switch (step->action) {
	case SMTP_ACTION_CONNECT:
		return do_connect(s, step, settings, e);
	case SMTP_ACTION_TLS:
		return do_tls(s, step, settings, e);
	case SMTP_ACTION_COMMAND:
	case SMTP_ACTION_EHLO:
		return do_command(s, step, settings, e);
	case SMTP_ACTION_AUTH:
		return smtp_auth(s, step, settings, e);
	case SMTP_ACTION_NONE:
		break;
	}
	return ERROR_NONE;
}

enum error_code
smtp_open(
    const struct smtp_settings *settings, struct smtp **out, struct error *e)
{
	const struct endpoint *server = settings->server;
	struct smtp *s = calloc(1, sizeof(*s));
	enum smtp_step_id id = SMTP_STEP_CONNECT;
	enum error_code code = ERROR_NONE;

	*out = NULL;
	if (s == NULL)
		return error_set(e, ERROR_MEMORY, "session: no memory");
	smtp_reply_init(&s->reply);
	s->timeout_ms = settings->timeout_ms;
	s->opened = deadline_in(LIMIT_SMTP_OPEN_MS);
	s->trace = settings->trace;
	s->trace_arg = settings->trace_arg;
	while (code == ERROR_NONE && id != SMTP_STEP_READY) {
		code = take_step(s, smtp_step(id), settings, e);
		id = smtp_step(id)->next[server->security];
	}
	if (code != ERROR_NONE) {
		smtp_abandon(&s);
		return error_prefix(e, "%s://%s:%u", server->scheme,
		    server->host, server->port);
	}
	*out = s;
	return ERROR_NONE;
}

void
smtp_close(struct smtp **s)
{
	struct error ignored;

	if (*s != NULL && (*s)->stream != NULL &&
	    stream_pending((*s)->stream) == 0 &&
	    stream_put((*s)->stream, view_of("QUIT\r\n")))
		stream_flush((*s)->stream, deadline_in(QUIT_MS), &ignored);
	smtp_abandon(s);
}

void
smtp_abandon(struct smtp **s)
{
	if (*s == NULL)
		return;
	stream_free(&(*s)->stream);
	smtp_reply_clear(&(*s)->reply);
	free(*s);
	*s = NULL;
}

struct stream *
smtp_stream(struct smtp *s)
{
	return s->stream;
}

const struct smtp_features *
smtp_features(const struct smtp *s)
{
	return &s->features;
}

const char *
smtp_describe(const struct smtp *s)
{
	return s->text;
}
