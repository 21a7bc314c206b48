/* SPDX-License-Identifier: ISC */
/*
 * What is remembered of relays over restarts, as text that anyone can read:
 *
 *	postern-relays 1\n
 *	failing 14400 submissions://mail.example.com:465 infomaniak\n
 *	sent 17 1790000300 infomaniak\n
 *
 * for how many seconds of the runner's clock a server has failed by now, and
 * how many messages a relay with a rate got from that second on.  A line that
 * is none of these, or of a relay that is not there, is left out.
 */
#ifndef POSTERN_QUEUE_MEMORY_H
#define POSTERN_QUEUE_MEMORY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"
#include "sendmail-shim/postern-queue/moment.h"
#include "sendmail-shim/postern-queue/route.h"

#define MEMORY_FILE ".relays"
#define MEMORY_MAX (256UL * 1024)

/* Appends it; false when it does not fit. */
bool memory_encode(const struct routes *r, struct moment now, struct buf *b);

/* Adds what the text says to fresh routes. */
void memory_decode(struct routes *r, struct moment now, struct view text);

struct runner;

/* Reads the file for the routes of the first settings; keeps it up to date. */
void memory_load(struct runner *r);
void memory_save(struct runner *r);

#endif
