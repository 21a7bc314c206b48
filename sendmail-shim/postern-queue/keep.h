/* SPDX-License-Identifier: ISC */
/* How long failed/ keeps messages. */
#ifndef POSTERN_QUEUE_KEEP_H
#define POSTERN_QUEUE_KEEP_H

#include "sendmail-shim/postern-queue/runner.h"

/* Begins to look through failed/, if what lies there is not kept for ever. */
void keep_begin(struct runner *r);

/* Looks at some of it, and removes what has lain there for longer than mail's
 * failed-lifetime.  True when there is more. */
bool keep_some(struct runner *r);

#endif
