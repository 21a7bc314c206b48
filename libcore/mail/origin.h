/* SPDX-License-Identifier: ISC */
/* Whom a From or Resent-From names, and how that is kept as a display name. */
#ifndef MAIL_ORIGIN_H
#define MAIL_ORIGIN_H

#include <stdbool.h>

#include "base/limits.h"
#include "mail/rewrite.h"

/* What is kept of an original's words in a display name. */
#define ORIGIN_NAME 128

/* What a From or Resent-From says. */
struct origin {
	const struct rewrite_policy *policy;
	unsigned n;
	bool refused;                    /* an address is not permitted */
	char address[LIMIT_ADDRESS + 1]; /* the first one */
	char name[ORIGIN_NAME + 1];      /* its display name */
};

/*
 * Reads a field's body; true when it must become the account.  What cannot be
 * read is not permitted, and all of it is the name.
 */
bool origin_read(
    const struct rewrite_policy *p, struct view body, struct origin *out);

/* Whether an answer to its address would arrive. */
bool origin_is_reachable(
    const struct rewrite_policy *p, const struct origin *o);

/* Appends "root (web1)", "Cron Daemon (root at web1)", or what stood there. */
void origin_name(
    const struct rewrite_policy *p, const struct origin *o, struct buf *b);

#endif
