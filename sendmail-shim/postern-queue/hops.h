/* SPDX-License-Identifier: ISC */
/* Finding mail that goes in a circle (RFC 5321 6.3). */
#ifndef POSTERN_QUEUE_HOPS_H
#define POSTERN_QUEUE_HOPS_H

#include "sendmail-shim/postern-queue/entry.h"

/* More Received fields than this are a loop. */
#define HOPS_MAX 50

/*
 * Counts the Received fields of an entry that was not tried yet, in its open
 * file; when there are too many, its recipients bounce.  A file that cannot be
 * read is left to relay-send.
 */
void hops_check(struct entry *en, int fd, struct moment now);

#endif
