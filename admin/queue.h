/* SPDX-License-Identifier: ISC */
/* What the commands of "postern queue" share. */
#ifndef ADMIN_QUEUE_H
#define ADMIN_QUEUE_H

#include "admin/command.h"
#include "base/error.h"
#include "queue/control.h"
#include "sendmail-shim/mailq/ask.h"

/*
 * Takes an operand into a query: a queue id, from=TEXT or to=TEXT.
 * ERROR_INPUT when it is too long or there is one of its kind already.
 */
enum error_code queue_operand(
    const char *operand, struct control_query *q, struct error *e);

/*
 * One request to the runner; where none is and this is root, to one that is
 * started for it and sends nothing.  Errors as ask(); the text says what to
 * do.
 */
enum error_code queue_ask(enum control_frame type,
    const struct control_query *q, const struct ask_ear *ear, struct error *e);

/* On a terminal: how many messages are left, in one line that changes, until
 * there are none or it makes no sense to wait. */
void queue_progress(void);

/* How a queue drains, seen from outside. */
struct queue_drain {
	uint64_t messages; /* when it was last looked at */
	int64_t since;     /* the second of the last change */
};

enum queue_drain_state {
	QUEUE_DRAINS,
	QUEUE_EMPTY,
	QUEUE_FAILS, /* the relay does */
	QUEUE_RESTS  /* what is left waits for its next attempt */
};

/* Takes the next look at second now; the first one needs a drain of zeros. */
enum queue_drain_state queue_drain_step(
    struct queue_drain *d, const struct control_state *s, int64_t now);

int queue_flush_command(const struct command_line *line);
int queue_show_command(const struct command_line *line);
int queue_change_hold(const struct command_line *line);
int queue_change_release(const struct command_line *line);
int queue_change_retry(const struct command_line *line);
int queue_change_delete(const struct command_line *line);

#endif
