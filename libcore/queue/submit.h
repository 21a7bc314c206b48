/* SPDX-License-Identifier: ISC */
/*
 * The contract between sendmail and queue-put: frames over queue-put's
 * standard input and output.  sendmail sends one SUBMIT_ENVELOPE, as many
 * SUBMIT_RECIPIENTS as it takes, then the text as SUBMIT_DATA in pieces of any
 * size and SUBMIT_END; queue-put sends one SUBMIT_ANSWER, possibly before all
 * is read, and ends.  Without SUBMIT_END nothing is accepted: an end of file
 * cancels.  Line ends in the text may be of any kind; queue-put makes them
 * CRLF.  The answer stands only together with exit status 0.
 *
 * By submit.sock the same goes between the queue-put that sendmail started and
 * one that the socket unit starts, where SUBMIT_READY, or the SUBMIT_ANSWER
 * that refuses, comes before anything is sent.  Who gets neither has not been
 * heard and may come again.
 */
#ifndef QUEUE_SUBMIT_H
#define QUEUE_SUBMIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "queue/message.h"
#include "queue/spool.h"
#include "sys/frame.h"

enum submit_frame {
	SUBMIT_ENVELOPE = 1, /* sender and DSN parameters */
	SUBMIT_RECIPIENTS,   /* some of them */
	SUBMIT_DATA,         /* at most LIMIT_FRAME_DATA bytes of text */
	SUBMIT_END,          /* that was all */
	SUBMIT_ANSWER,       /* from queue-put */
	SUBMIT_READY         /* from the one behind submit.sock */
};

/* What queue-put says. */
struct submit_answer {
	unsigned status;               /* of sysexits.h; 0: durable */
	char id[SPOOL_NAME + 1];       /* the queue id when it is */
	char text[LIMIT_MESSAGE_TEXT]; /* the reason when it is not */
};

/*
 * The exit status that tells a caller of sendmail what an error means to it:
 * whether to try again (75), mend its message (65), not to send any (77) or to
 * call for help.
 */
int submit_status(enum error_code code);

/*
 * Encode into b (emptied first); false when it does not fit.  Of a message
 * only sender, notify, ret, envid, recipients and wishes are sent.
 * submit_put_recipients() takes those from *at on that fit one frame and
 * advances *at; it is called until *at is m->n_recipients.
 */
bool submit_put_envelope(struct buf *b, const struct message *m);
bool submit_put_recipients(
    struct buf *b, const struct message *m, unsigned *at);
bool submit_put_data(struct buf *b, struct view text);
bool submit_put_end(struct buf *b);
bool submit_put_answer(struct buf *b, const struct submit_answer *a);
bool submit_put_ready(struct buf *b);

/*
 * Decode a frame of the right type.  The envelope and the recipients are added
 * to m and checked.  ERROR_PROTOCOL when the frame is malformed, ERROR_INPUT
 * and ERROR_LIMIT as message_add_recipient() says.
 */
enum error_code submit_get_envelope(
    const struct frame *f, struct message *m, struct error *e);
enum error_code submit_get_recipients(
    const struct frame *f, struct message *m, struct error *e);
/* *out points into the frame. */
enum error_code submit_get_data(
    const struct frame *f, struct view *out, struct error *e);
enum error_code submit_get_answer(
    const struct frame *f, struct submit_answer *out, struct error *e);

#endif
