/* SPDX-License-Identifier: ISC */
/*
 * The end of a runner that lives as long as there is work: one that sendmail
 * started where nothing else does.
 */
#ifndef POSTERN_QUEUE_IDLE_H
#define POSTERN_QUEUE_IDLE_H

#include "sendmail-shim/postern-queue/runner.h"

/* Seconds without work, and the longest wait of a turn meanwhile. */
#define IDLE_SECONDS 10
#define IDLE_TURN_MS 1000

struct idle {
	int *listener; /* of queue.sock and the right to its name: closed at */
	int *lock;     /* the end, so that sendmail starts the next one */
	int64_t since; /* monotonic second; 0: there is work */
};

/*
 * Asked after each turn: whether it may end now.  The socket is closed before
 * the last look at drop/new: a message that comes later finds no runner and is
 * followed by a new one, which waits for this one's lock.
 */
bool idle_over(struct idle *i, struct runner *r);

#endif
