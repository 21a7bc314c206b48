/* SPDX-License-Identifier: ISC */
/* Removing what killed programs have left in drop. */
#ifndef POSTERN_QUEUE_SWEEP_H
#define POSTERN_QUEUE_SWEEP_H

#include <stdint.h>

/* A message takes that long at most from its first byte to its last. */
#define SWEEP_AGE (36 * 3600)

/* Removes what was not touched since then in drop/tmp; wall is the time now.  How many. */
unsigned sweep_drop(const char *spool, int64_t wall);

/*
 * Removes what a killed runner has begun of drop/limits; drop is the directory.
 * To be called by the one runner, while it does not write there.
 */
void sweep_limits(int drop);

#endif
