/* SPDX-License-Identifier: ISC */
/*
 * Deadlines on the monotonic clock.  One is made at the start of a job and
 * handed down, so that no step can stretch the whole.
 */
#ifndef SYS_DEADLINE_H
#define SYS_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

/* A plain value: nanoseconds of CLOCK_MONOTONIC. */
struct deadline {
	int64_t at;
};

/* Nanoseconds of CLOCK_MONOTONIC. */
int64_t deadline_now(void);

/* A deadline in ms milliseconds from now; one that never comes. */
struct deadline deadline_in(int64_t ms);
struct deadline deadline_never(void);

/* The same, ms milliseconds later. */
struct deadline deadline_later(struct deadline d, int64_t ms);

/* The earlier of both. */
struct deadline deadline_min(struct deadline a, struct deadline b);

/* Milliseconds left, rounded up, as poll() takes them: 0 when it has passed,
 * -1 for one that never comes. */
int deadline_left(struct deadline d);

bool deadline_passed(struct deadline d);

#endif
