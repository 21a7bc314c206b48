/* SPDX-License-Identifier: ISC */
/* What queue.sock answers, and to whom: the one dispatcher. */
#ifndef POSTERN_QUEUE_ANSWER_H
#define POSTERN_QUEUE_ANSWER_H

#include "sendmail-shim/postern-queue/runner.h"
#include "sendmail-shim/postern-queue/server.h"
#include "sys/frame.h"

/* Checks that the client may ask this, and begins the answer. */
void answer_request(struct runner *r, struct client *c, const struct frame *f);

/* Adds the next piece of a listing, or its end. */
void answer_more(struct runner *r, struct client *c);

#endif
