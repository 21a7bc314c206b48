/* SPDX-License-Identifier: ISC */
/* When mail is tried again, and when it is given up.  Pure; all seconds. */
#ifndef QUEUE_SCHEDULE_H
#define QUEUE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/* The first wait after a failure; it doubles up to the longest. */
#define SCHEDULE_FIRST 60
#define SCHEDULE_LONGEST 3600
/* The first wait where somebody must mend something: a wrong password that is
 * repeated every minute gets the host banned. */
#define SCHEDULE_FIRST_MENDING 900
/* A message is given up when it is older than the one and was tried over the
 * other of the runner's own clock: a host that was off has tried nothing. */
#define SCHEDULE_MAX_AGE (5 * 24 * 3600)
#define SCHEDULE_MIN_TRIED (4 * 3600)

/*
 * The wait after so many failures in a row (1 for the first): doubling from
 * first, and up to a quarter more as random says, so that what failed together
 * does not come back together.
 */
int64_t schedule_delay(unsigned failures, int64_t first, uint32_t random);

/*
 * How long something has been tried, after one more attempt at now: tried is
 * what it was at the attempt before, last, or last is 0 when there was none in
 * this run.  Both times are of the monotonic clock.
 */
int64_t schedule_tried(int64_t tried, int64_t last, int64_t now);

/* Whether a message this old, tried over so long, is given up. */
bool schedule_expired(int64_t age, int64_t tried);

#endif
