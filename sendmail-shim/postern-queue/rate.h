/* SPDX-License-Identifier: ISC */
/*
 * How many messages a relay got lately: no more than its rate in any such
 * time.  Counted in sixtieths of that time; seconds are of one clock.
 */
#ifndef POSTERN_QUEUE_RATE_H
#define POSTERN_QUEUE_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"

#define RATE_SLOTS 61

struct rate {
	struct conf_rate limit; /* count 0: none */
	struct {
		int64_t number; /* of the slot, counted from the clock's zero */
		unsigned n;
	} slots[RATE_SLOTS];
	bool told; /* the log says that it is used up */
};

/* Nothing sent yet. */
void rate_init(struct rate *r, struct conf_rate limit);

/* Whether one more may go now; when the next one may (now, if so). */
bool rate_check(const struct rate *r, int64_t now);
int64_t rate_due(const struct rate *r, int64_t now);

/* Counts n that went at a time; takes one back that did not go after all. */
void rate_add(struct rate *r, int64_t when, unsigned n);
void rate_take_back(struct rate *r, int64_t now);

/* The seconds of a slot, and when one begins that has something. */
int64_t rate_slot_seconds(const struct rate *r);
int64_t rate_slot_begins(const struct rate *r, unsigned i);

#endif
