/* SPDX-License-Identifier: ISC */
/*
 * Messages that a relay perhaps has sent already, because its reply was lost:
 * they are bound to it, as long as it exists.
 */
#ifndef POSTERN_QUEUE_BOUND_H
#define POSTERN_QUEUE_BOUND_H

#include "sendmail-shim/postern-queue/runner.h"

/* Whether the relay at work may have the entry's message. */
bool bound_may_go(const struct runner *r, const struct entry *en);

/*
 * What becomes of one that it may not have: a detour to its own relay where
 * that may be tried, else it waits; given up when that relay failed for as
 * long as any is tried.  The entry is free then.
 */
void bound_wait(struct runner *r, struct entry *en);

#endif
