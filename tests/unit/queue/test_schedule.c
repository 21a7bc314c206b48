/* SPDX-License-Identifier: ISC */
/* Tests of queue/schedule. */
#include "config.h"

#include "queue/runner_suites.h"
#include "queue/schedule.h"

static const struct {
	unsigned failures;
	int64_t first;
	int64_t least;
	int64_t most;
} delays[] = {
    {1, SCHEDULE_FIRST, 60, 75},
    {2, SCHEDULE_FIRST, 120, 150},
    {3, SCHEDULE_FIRST, 240, 300},
    {6, SCHEDULE_FIRST, 1920, 2400},
    {7, SCHEDULE_FIRST, 3600, 4500},
    {1000000, SCHEDULE_FIRST, 3600, 4500},
    {UINT32_MAX, SCHEDULE_FIRST, 3600, 4500},
    {1, SCHEDULE_FIRST_MENDING, 900, 1125},
    {2, SCHEDULE_FIRST_MENDING, 1800, 2250},
    {3, SCHEDULE_FIRST_MENDING, 3600, 4500},
    {4, SCHEDULE_FIRST_MENDING, 3600, 4500},
};

START_TEST(backs_off)
{
	for (size_t i = 0; i < COUNT(delays); i++) {
		int64_t most = 0;

		ck_assert_int_eq(
		    schedule_delay(delays[i].failures, delays[i].first, 0),
		    delays[i].least);
		for (uint32_t random = 0; random < 10000; random++) {
			int64_t d = schedule_delay(
			    delays[i].failures, delays[i].first, random);

			ck_assert_int_ge(d, delays[i].least);
			most = d > most ? d : most;
		}
		ck_assert_int_eq(most, delays[i].most);
	}
}
END_TEST

START_TEST(counts_its_own_clock)
{
	ck_assert_int_eq(schedule_tried(0, 0, 5000), 0);
	ck_assert_int_eq(schedule_tried(0, 5000, 5060), 60);
	ck_assert_int_eq(schedule_tried(60, 5060, 5180), 180);
	ck_assert_int_eq(schedule_tried(180, 0, 90000), 180);
	ck_assert_int_eq(schedule_tried(180, 90000, 80000), 180);
}
END_TEST

START_TEST(gives_up_when_both_are_over)
{
	const int64_t age = 5 * 24 * 3600, tried = 4 * 3600;

	ck_assert(schedule_expired(age + 1, tried + 1));
	ck_assert(!schedule_expired(age, tried + 1));
	ck_assert(!schedule_expired(age + 1, tried));
	ck_assert(!schedule_expired(100 * age, 0));
	ck_assert(!schedule_expired(-1, 100 * tried));
}
END_TEST

Suite *
schedule_suite(void)
{
	const TTest *const tests[] = {
	    backs_off, counts_its_own_clock, gives_up_when_both_are_over};

	return SUITE_OF("schedule", tests);
}
