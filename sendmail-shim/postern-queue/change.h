/* SPDX-License-Identifier: ISC */
/*
 * What may be done to messages in the queue.  Each is noted first; all of a
 * turn are then made together, durably, before anybody is told.
 */
#ifndef POSTERN_QUEUE_CHANGE_H
#define POSTERN_QUEUE_CHANGE_H

#include "queue/listing.h"
#include "sendmail-shim/postern-queue/runner.h"

void change_retry(struct runner *r, struct client *c, const struct listing *l);
void change_hold(struct runner *r, struct client *c, const struct listing *l);
void change_release(
    struct runner *r, struct client *c, const struct listing *l);
void change_delete(struct runner *r, struct client *c, const struct listing *l);

/* Makes what was noted, says so in the log and to the client. */
void change_commit(struct runner *r, struct client *c);

#endif
