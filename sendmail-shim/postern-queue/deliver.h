/* SPDX-License-Identifier: ISC */
/* Handing due messages to relay-send and hearing what became of them. */
#ifndef POSTERN_QUEUE_DELIVER_H
#define POSTERN_QUEUE_DELIVER_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Starts relay-send when something is due and a relay may be tried, and hands
 * it messages as far as it takes them now.
 */
void deliver_some(struct runner *r);

/* Whether relay-send is to be told more as soon as its socket takes it. */
bool deliver_wants_to_send(const struct runner *r);

/* Whether the rate of the relay at work allows one more. */
bool deliver_may_hand(const struct runner *r, int64_t now);

#endif
