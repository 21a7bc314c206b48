/* SPDX-License-Identifier: ISC */
/* The messages that an answer will come to. */
#ifndef POSTERN_QUEUE_GATHER_H
#define POSTERN_QUEUE_GATHER_H

#include "sendmail-shim/postern-queue/runner.h"

#define GATHER(place) (1U << (place))

/*
 * Finds what the client's answer will come to, by age: all that lie in these
 * places, or the one that its query names.  False when memory is short.
 */
bool gather_names(struct runner *r, struct client *c, unsigned places);

/* The next of them, valid until the next call; NULL when there is none. */
const struct names_one *gather_next(struct runner *r, struct client *c);

/* Lets go of lists that nobody goes through any more. */
void gather_tidy(struct server *s);

#endif
