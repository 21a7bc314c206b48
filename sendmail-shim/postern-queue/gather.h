/* SPDX-License-Identifier: ISC */
/* The messages that an answer will come to. */
#ifndef POSTERN_QUEUE_GATHER_H
#define POSTERN_QUEUE_GATHER_H

#include "sendmail-shim/postern-queue/runner.h"

#define GATHER(place) (1U << (place))

/*
 * Fills in the client's names, by age: all that lie in these places, or the
 * one that its query names.  False when memory is short.
 */
bool gather_names(struct runner *r, struct client *c, unsigned places);

#endif
