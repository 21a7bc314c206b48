/* SPDX-License-Identifier: ISC */
/* What client.c and auth.c share, and nobody else sees. */
#ifndef SMTP_CLIENT_PRIVATE_H
#define SMTP_CLIENT_PRIVATE_H

#include "smtp/client.h"
#include "smtp/reply.h"
#include "smtp/step.h"
#include "sys/deadline.h"

struct smtp {
	struct stream *stream;
	struct smtp_features features;
	struct smtp_reply reply; /* the last one */
	int64_t timeout_ms;
	struct deadline opened; /* when it has to be, at the latest */
	smtp_trace_fn *trace;
	void *trace_arg;
	char text[LIMIT_MESSAGE_TEXT]; /* smtp_describe() */
};

/* The deadline of a wait that the table gives ms, within that of opening. */
struct deadline smtp_deadline(const struct smtp *s, int64_t ms);

/* Sends line and CRLF; shown is what a trace may see of it. */
enum error_code smtp_say(struct smtp *s, struct view line, const char *shown,
    struct deadline d, struct error *e);

/* Reads one reply into s->reply. */
enum error_code smtp_hear(struct smtp *s, struct deadline d, struct error *e);

/* Sets e to a refusal: the reply in s->reply behind the text. */
enum error_code smtp_refused(
    struct smtp *s, enum error_code code, const char *failed, struct error *e);

/*
 * Authenticates, in the one step that sends credentials.  Tries mechanism
 * after mechanism while no password has left.  ERROR_DENIED, ERROR_LATER,
 * ERROR_UNTRUSTED (success without the proof that the mechanism has), ...
 */
enum error_code smtp_auth(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e);

#endif
