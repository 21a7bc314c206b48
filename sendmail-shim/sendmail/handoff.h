/* SPDX-License-Identifier: ISC */
/* Handing a message to queue-put and learning whether it took it. */
#ifndef SENDMAIL_HANDOFF_H
#define SENDMAIL_HANDOFF_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "queue/submit.h"

/* A queue-put at work. */
struct handoff {
	pid_t pid;
	int to;              /* its standard input */
	int from;            /* its standard output */
	struct buf out;      /* the frame that is sent next */
	int64_t patience_ms; /* for it to take a frame, and to answer */
};

/*
 * Starts the program, sends the envelope and begins the text.  Whatever comes
 * back, finish or cancel ends it.  ERROR_SYSTEM when it cannot be started; when
 * it stops reading, or does not read within LIMIT_PUT_MS, that is no failure
 * here, since its answer says why, or its silence.
 */
enum error_code handoff_start(struct handoff *h, const char *program,
    const struct message *m, struct error *e);

/* Sends a piece of the text, of any size. Cannot fail: see above. */
void handoff_text(struct handoff *h, struct view text);

/*
 * Says that this was all and waits for the answer.  ERROR_NONE only when the
 * answer is positive and the program ended with exit status 0; then *out has
 * the queue id.  Else *status_out is the exit status for the caller.  Without
 * an answer in LIMIT_PUT_MS queue-put is killed, and nobody knows whether it
 * took the message.
 */
enum error_code handoff_finish(struct handoff *h, struct submit_answer *out,
    int *status_out, struct error *e);

/* Ends it without the message. */
void handoff_cancel(struct handoff *h);

#endif
