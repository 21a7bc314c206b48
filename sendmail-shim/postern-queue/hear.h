/* SPDX-License-Identifier: ISC */
/* What relay-send says, and what its end means. */
#ifndef POSTERN_QUEUE_HEAR_H
#define POSTERN_QUEUE_HEAR_H

#include "sendmail-shim/postern-queue/runner.h"

/* Reads and follows what relay-send says. */
void hear(struct runner *r);

/*
 * It takes nothing any more: follows what it said before that.  Where it did
 * not say why, what it had and did not answer may have been sent, so that only
 * the same relay may be tried again.
 */
void hear_rest(struct runner *r);

/* Notes that a route failed, and says so. */
void hear_route_failed(
    struct runner *r, size_t route, const struct handover_failed *f);

/* Stops relay-send; what it has not answered goes back to the list. */
void hear_no_more(struct runner *r);

/* Gives up waiting for what relay-send has: it perhaps was sent. */
void hear_abandon(struct runner *r);

#endif
