/* SPDX-License-Identifier: ISC */
/*
 * A bounded table of leaky buckets: each failure adds one to its bucket, which
 * loses count/seconds of a rate all the time; a bucket that holds count is
 * full.  Pure: times are the caller's, in nanoseconds of a clock that should
 * only go forward.  Where it goes back, it counts as having stood still, and
 * nothing loses anything meanwhile.
 *
 * When the table is full, the bucket that will be empty first makes room.  So
 * who wants to wash away a full bucket, his own or another's, must fill all
 * others as high, while they leak: count times the table's size in failures.
 * A new failure always gets a bucket, at worst in place of one like itself.
 */
#ifndef PAM_IMAP_DAEMON_THROTTLE_H
#define PAM_IMAP_DAEMON_THROTTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"

/* The longest time of a rate; a longer one is taken as this. */
#define THROTTLE_SECONDS (366U * 24 * 3600)

struct throttle_bucket {
	uint64_t key;
	int64_t debt; /* nanoseconds until it is empty */
};

struct throttle {
	struct throttle_bucket *list; /* those that are not empty */
	size_t n;
	size_t max;
	int64_t last; /* when they lost something */
};

/* Room for max buckets; false when memory is short. */
bool throttle_init(struct throttle *t, size_t max);
void throttle_clear(struct throttle *t);

/*
 * Seconds, rounded up, until one more failure has room; 0: it has now.  A rate
 * with a zero in it, or of more than one in a nanosecond, limits nothing.
 */
int64_t throttle_wait(struct throttle *t, uint64_t key,
    const struct conf_rate *rate, int64_t now);

/*
 * Adds a failure, also to a full bucket: those that were under way at once
 * overfill it, up to LIMIT_LOGIN_SLOTS, so that going in parallel gains
 * nothing in the long run.
 */
void throttle_fail(struct throttle *t, uint64_t key,
    const struct conf_rate *rate, int64_t now);

/* Empties a bucket. */
void throttle_forget(struct throttle *t, uint64_t key);

#endif
