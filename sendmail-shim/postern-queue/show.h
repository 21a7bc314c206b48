/* SPDX-License-Identifier: ISC */
/* A message's own bytes, for whoever may see them. */
#ifndef POSTERN_QUEUE_SHOW_H
#define POSTERN_QUEUE_SHOW_H

#include "queue/listing.h"
#include "sendmail-shim/postern-queue/runner.h"

/* Begins with a message that was listed; refuses when it cannot be read. */
void show_open(struct runner *r, struct client *c, const struct listing *l);

/* Adds the next piece; the client's text is -1 after the last one. */
void show_more(struct client *c);

#endif
