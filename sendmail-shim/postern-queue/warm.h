/* SPDX-License-Identifier: ISC */
/* Learning what LIST says of messages that a runner before this one left. */
#ifndef POSTERN_QUEUE_WARM_H
#define POSTERN_QUEUE_WARM_H

#include "sendmail-shim/postern-queue/runner.h"

/* Reads some of them; true when there is more of it at once. */
bool warm_some(struct runner *r);

#endif
