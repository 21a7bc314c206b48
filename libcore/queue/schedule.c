/* SPDX-License-Identifier: ISC */
/* Backoff and expiry. */
#include "config.h"

#include "queue/schedule.h"

int64_t
schedule_delay(unsigned failures, int64_t first, uint32_t random)
{
	int64_t delay = first;

	while (failures > 1 && delay < SCHEDULE_LONGEST) {
		delay *= 2;
		failures--;
	}
	if (delay > SCHEDULE_LONGEST)
		delay = SCHEDULE_LONGEST;
	return delay + (int64_t)(random % (uint32_t)(delay / 4 + 1));
}

int64_t
schedule_tried(int64_t tried, int64_t last, int64_t now)
{
	return last != 0 && now > last ? tried + (now - last) : tried;
}

bool
schedule_expired(int64_t age, int64_t tried)
{
	return age > SCHEDULE_MAX_AGE && tried > SCHEDULE_MIN_TRIED;
}
