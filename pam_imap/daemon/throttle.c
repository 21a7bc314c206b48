/* SPDX-License-Identifier: ISC */
/* Leaky buckets: a short list that is looked through. */
#include "config.h"

#include <stdlib.h>

#include "base/limits.h"
#include "pam_imap/daemon/throttle.h"

#define SECOND INT64_C(1000000000)

bool
throttle_init(struct throttle *t, size_t max)
{
	*t = (struct throttle){.max = max};
	t->list = calloc(max, sizeof(*t->list));
	return t->list != NULL;
}

void
throttle_clear(struct throttle *t)
{
	free(t->list);
	*t = (struct throttle){.list = NULL};
}

/* What one failure weighs; 0 when the rate limits nothing. */
static int64_t
weight_of(const struct conf_rate *rate)
{
	unsigned seconds =
	    rate->seconds < THROTTLE_SECONDS ? rate->seconds : THROTTLE_SECONDS;

	return rate->count != 0 ? seconds * SECOND / rate->count : 0;
}

/* Lets all buckets leak; those that are empty leave the list. */
static void
leak(struct throttle *t, int64_t now)
{
	int64_t passed;

	if (now < 0)
		now = 0;
	passed = now > t->last ? now - t->last : 0;
	t->last = now;
	if (passed == 0)
		return;
	for (size_t i = 0; i < t->n;) {
		struct throttle_bucket *b = &t->list[i];

		if (b->debt <= passed) {
			*b = t->list[--t->n];
		} else {
			b->debt -= passed;
			i++;
		}
	}
}

static struct throttle_bucket *
find(struct throttle *t, uint64_t key)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->list[i].key == key)
			return &t->list[i];
	return NULL;
}

/* A new bucket, if need be that of the one that would be empty first. */
static struct throttle_bucket *
add(struct throttle *t, uint64_t key)
{
	struct throttle_bucket *b = &t->list[0];

	if (t->n < t->max)
		b = &t->list[t->n++];
	else
		for (size_t i = 1; i < t->n; i++)
			if (t->list[i].debt < b->debt)
				b = &t->list[i];
	*b = (struct throttle_bucket){.key = key};
	return b;
}

int64_t
throttle_wait(
    struct throttle *t, uint64_t key, const struct conf_rate *rate, int64_t now)
{
	int64_t weight = weight_of(rate), over;
	const struct throttle_bucket *b;

	leak(t, now);
	b = weight != 0 ? find(t, key) : NULL;
	if (b == NULL)
		return 0;
	over = b->debt - weight * (int64_t)(rate->count - 1);
	return over > 0 ? (over + SECOND - 1) / SECOND : 0;
}

void
throttle_fail(
    struct throttle *t, uint64_t key, const struct conf_rate *rate, int64_t now)
{
	int64_t weight = weight_of(rate), most;
	struct throttle_bucket *b;

	leak(t, now);
	if (weight == 0)
		return;
	b = find(t, key);
	if (b == NULL)
		b = add(t, key);
	most = weight * ((int64_t)rate->count + LIMIT_LOGIN_SLOTS);
	if (b->debt < most)
		b->debt = b->debt < most - weight ? b->debt + weight : most;
}

void
throttle_forget(struct throttle *t, uint64_t key)
{
	struct throttle_bucket *b = find(t, key);

	if (b != NULL)
		*b = t->list[--t->n];
}
