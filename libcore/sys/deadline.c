/* SPDX-License-Identifier: ISC */
/* Deadlines on the monotonic clock. */
#include "config.h"

#include <limits.h>
#include <time.h>

#include "sys/deadline.h"

#define NS_PER_MS 1000000

int64_t
deadline_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 * NS_PER_MS + ts.tv_nsec;
}

struct deadline
deadline_in(int64_t ms)
{
	return (struct deadline){deadline_now() + ms * NS_PER_MS};
}

struct deadline
deadline_never(void)
{
	return (struct deadline){INT64_MAX};
}

struct deadline
deadline_later(struct deadline d, int64_t ms)
{
	if (d.at != INT64_MAX)
		d.at += ms * NS_PER_MS;
	return d;
}

struct deadline
deadline_min(struct deadline a, struct deadline b)
{
	return a.at < b.at ? a : b;
}

int
deadline_left(struct deadline d)
{
	int64_t left;

	if (d.at == INT64_MAX)
		return -1;
	left = d.at - deadline_now();
	if (left <= 0)
		return 0;
	left = (left + NS_PER_MS - 1) / NS_PER_MS;
	return left > INT_MAX ? INT_MAX : (int)left;
}

bool
deadline_passed(struct deadline d)
{
	return deadline_left(d) == 0;
}
