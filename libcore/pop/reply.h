/* SPDX-License-Identifier: ISC */
/* Reading what answers a command: what nobody asked for is refused. */
#ifndef POP_REPLY_H
#define POP_REPLY_H

#include "base/error.h"
#include "net/stream.h"
#include "pop/grammar.h"
#include "pop/steps.h"
#include "sys/deadline.h"

/*
 * Reads the reply to a step, and the list behind it where there is one, into
 * *caps.  *out is valid until the next read, and without text after a list.
 * ERROR_LATER for the end of the connection and the deadline; ERROR_PROTOCOL
 * for malformed lines, challenges that do not belong here, and lists of more
 * than LIMIT_REPLY_LINES.
 */
enum error_code pop_reply_read(struct stream *s, const struct pop_step *step,
    struct deadline d, struct pop_line *out, struct pop_capabilities *caps,
    struct error *e);

/*
 * Looks, between commands and without waiting, at what has arrived: replies
 * have no tags, so that one that comes too early would be taken for that to
 * the next command.  ERROR_PROTOCOL when anything has; but ERROR_LATER for
 * -ERR, by which servers say good-bye, and the end of the connection.
 */
enum error_code pop_reply_check(struct stream *s, struct error *e);

#endif
