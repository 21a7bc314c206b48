/* SPDX-License-Identifier: ISC */
/*
 * Reading what answers a command: untagged lines on the way are looked at,
 * what nobody asked for is refused.
 */
#ifndef IMAP_REPLY_H
#define IMAP_REPLY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/limits.h"
#include "imap/grammar.h"
#include "imap/steps.h"
#include "net/stream.h"
#include "sys/deadline.h"

/* Random letters, so that nobody answers a command before it was sent. */
#define IMAP_TAG_RANDOM 8
#define IMAP_TAG (IMAP_TAG_RANDOM + 12)

struct imap_replies {
	struct stream *stream; /* the caller's */
	char tag[IMAP_TAG];    /* of the command under way; empty without one */
	char prefix[IMAP_TAG_RANDOM + 1];
	unsigned commands;
	struct imap_capabilities caps;  /* the last that came inside TLS */
	char alert[LIMIT_MESSAGE_TEXT]; /* the last ALERT inside TLS, escaped */
};

/* ERROR_SYSTEM when the system gives no random bytes. */
enum error_code imap_replies_init(
    struct imap_replies *r, struct stream *stream, struct error *e);

/*
 * Looks, between commands, at the lines that have arrived already.
 * ERROR_PROTOCOL for a tagged reply or a challenge, ERROR_LATER when the
 * server has said good-bye or closed the connection.
 */
enum error_code imap_replies_check(struct imap_replies *r, struct error *e);

/* Makes the next tag, after imap_replies_check(). */
enum error_code imap_replies_next(struct imap_replies *r, struct error *e);

/*
 * Reads until the line that the step waits for; *out is valid until the next
 * read.  ERROR_LATER for BYE, the end of the connection and the deadline;
 * ERROR_PROTOCOL for PREAUTH, malformed lines, literals, tags that are not
 * ours, challenges that do not belong here, and more than LIMIT_REPLY_LINES.
 */
enum error_code imap_replies_read(struct imap_replies *r,
    const struct imap_step *step, struct deadline d, struct imap_line *out,
    struct error *e);

#endif
