/* SPDX-License-Identifier: ISC */
/* Counting what went to a relay. */
#include "config.h"

#include "sendmail-shim/postern-queue/rate.h"

void
rate_init(struct rate *r, struct conf_rate limit)
{
	*r = (struct rate){.limit = limit};
	for (unsigned i = 0; i < RATE_SLOTS; i++)
		r->slots[i].number = INT64_MIN; /* before any time */
}

int64_t
rate_slot_seconds(const struct rate *r)
{
	return (r->limit.seconds + RATE_SLOTS - 2) / (RATE_SLOTS - 1);
}

/* The slots that any time as long as the limit's may touch: one more than it
 * has, but for times so short that the clock is no finer. */
static int64_t
slots_of_limit(const struct rate *r)
{
	int64_t seconds = rate_slot_seconds(r);
	int64_t n = (r->limit.seconds + seconds - 1) / seconds;

	return n < RATE_SLOTS - 1 ? n : RATE_SLOTS;
}

/* Times before the clock's zero are of an earlier start of the machine. */
static int64_t
slot_at(const struct rate *r, int64_t when)
{
	int64_t seconds = rate_slot_seconds(r);

	return when >= 0 ? when / seconds : (when - seconds + 1) / seconds;
}

static uint64_t
sum_behind(const struct rate *r, int64_t number)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < RATE_SLOTS; i++)
		if (r->slots[i].number > number)
			sum += r->slots[i].n;
	return sum;
}

int64_t
rate_due(const struct rate *r, int64_t now)
{
	int64_t slot, n;

	if (r->limit.count == 0)
		return now;
	slot = slot_at(r, now);
	n = slots_of_limit(r);
	if (sum_behind(r, slot - n) < r->limit.count)
		return now;
	do
		slot++;
	while (sum_behind(r, slot - n) >= r->limit.count);
	return slot * rate_slot_seconds(r);
}

bool
rate_check(const struct rate *r, int64_t now)
{
	return rate_due(r, now) <= now;
}

void
rate_add(struct rate *r, int64_t when, unsigned n)
{
	int64_t number;
	unsigned i;

	if (r->limit.count == 0)
		return;
	number = slot_at(r, when);
	i = (unsigned)(((number % RATE_SLOTS) + RATE_SLOTS) % RATE_SLOTS);
	if (r->slots[i].number > number)
		return; /* of a time that does not count any more */
	if (r->slots[i].number < number)
		r->slots[i].n = 0;
	r->slots[i].number = number;
	r->slots[i].n += n;
}

void
rate_take_back(struct rate *r, int64_t now)
{
	int64_t newest = INT64_MIN;
	unsigned at = RATE_SLOTS;

	if (r->limit.count == 0)
		return;
	for (unsigned i = 0; i < RATE_SLOTS; i++)
		if (r->slots[i].n != 0 && r->slots[i].number > newest &&
		    r->slots[i].number <= slot_at(r, now)) {
			newest = r->slots[i].number;
			at = i;
		}
	if (at != RATE_SLOTS)
		r->slots[at].n--;
}

int64_t
rate_slot_begins(const struct rate *r, unsigned i)
{
	return r->slots[i].number * rate_slot_seconds(r);
}
