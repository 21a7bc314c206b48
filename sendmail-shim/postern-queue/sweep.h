/* SPDX-License-Identifier: ISC */
/* Removing what a killed queue-put has left in drop/tmp. */
#ifndef POSTERN_QUEUE_SWEEP_H
#define POSTERN_QUEUE_SWEEP_H

#include <stdint.h>

/* A message takes that long at most from its first byte to its last. */
#define SWEEP_AGE (36 * 3600)

/* Removes what was not touched since then; wall is the time now.  How many. */
unsigned sweep_drop(const char *spool, int64_t wall);

#endif
