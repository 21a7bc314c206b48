/* SPDX-License-Identifier: ISC */
/* Giving up what waits for relays that fail. */
#ifndef POSTERN_QUEUE_EXPIRE_H
#define POSTERN_QUEUE_EXPIRE_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * When no relay has worked for as long as a message must be tried, moves the
 * messages that are too old to failed/, without a report: it could not be sent
 * either, and the sender has done nothing wrong.  True when there may be more.
 */
bool expire_old(struct runner *r);

#endif
