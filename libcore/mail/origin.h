/* SPDX-License-Identifier: ISC */
/* Whom a From or Resent-From names, and how that is kept as a display name. */
#ifndef MAIL_ORIGIN_H
#define MAIL_ORIGIN_H

#include <stdbool.h>

#include "base/limits.h"
#include "mail/rewrite.h"

/* What is kept of an original's words in a display name. */
#define ORIGIN_NAME 128

/* From here on one more name of several is left out. */
#define ORIGIN_NAMES 200

/* What a From or Resent-From says. */
struct origin {
	const struct rewrite_policy *policy;
	struct view body; /* of the field, which the caller keeps */
	unsigned n;       /* mailboxes */
	bool readable;
	bool refused; /* it cannot be read, or one of them is not permitted */
};

/*
 * Reads a field's body: mailboxes and groups (RFC 6854); true when it must
 * become the account.  What cannot be read is not permitted.
 */
bool origin_read(
    const struct rewrite_policy *p, struct view body, struct origin *out);

/* Appends the addresses at which an answer would arrive, as a folded list with
 * CRLF line ends; nothing when there is none. */
void origin_add_reachable(const struct origin *o, struct buf *b);

/* Appends "root (web1)", "Cron Daemon (root at web1)", several of these with
 * commas, or what stood there when it cannot be read. */
void origin_add_name(const struct origin *o, struct buf *b);

#endif
