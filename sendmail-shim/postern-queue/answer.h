/* SPDX-License-Identifier: ISC */
/* What queue.sock answers. */
#ifndef POSTERN_QUEUE_ANSWER_H
#define POSTERN_QUEUE_ANSWER_H

#include "queue/listing.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sendmail-shim/postern-queue/server.h"
#include "sys/frame.h"

/* Checks that the client may ask this, and begins the answer. */
void answer_request(struct runner *r, struct client *c, const struct frame *f);

/* Adds the next piece of the answer, until about ready bytes wait, or its end.
 */
void answer_some(struct runner *r, struct client *c, size_t ready);

/* Adds what became of a recipient of a message in flight. */
void answer_event(struct client *c, const struct entry *en, unsigned i);

/* Adds CONTROL_REFUSED, or CONTROL_END, and ends the answer. */
void answer_refuse(struct client *c, const char *reason);
void answer_finish(struct client *c);

#endif
