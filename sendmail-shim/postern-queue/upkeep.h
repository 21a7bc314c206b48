/* SPDX-License-Identifier: ISC */
/* What the runner does once an hour. */
#ifndef POSTERN_QUEUE_UPKEEP_H
#define POSTERN_QUEUE_UPKEEP_H

#include "sendmail-shim/postern-queue/runner.h"

/* Seconds in between. */
#define UPKEEP_PERIOD 3600

/*
 * Sweeps drop/tmp, counts again what waits and forgets what is known of it, in
 * case somebody has removed files by hand, looks submitters up again, whose numbers may have changed, and
 * begins to look through failed/.
 */
void upkeep(struct runner *r);

#endif
