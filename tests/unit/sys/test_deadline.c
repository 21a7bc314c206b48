/* SPDX-License-Identifier: ISC */
/* Tests of sys/deadline. */
#include "config.h"

#include <limits.h>

#include "sys/deadline.h"
#include "sys/suites.h"

START_TEST(counts_down)
{
	struct deadline d = deadline_in(60000);

	ck_assert_int_gt(deadline_left(d), 50000);
	ck_assert_int_le(deadline_left(d), 60000);
	ck_assert(!deadline_passed(d));
	ck_assert(deadline_passed(deadline_in(0)));
	ck_assert(deadline_passed(deadline_in(-5)));
	ck_assert_int_eq(deadline_left(deadline_in(-5)), 0);
}
END_TEST

START_TEST(rounds_up_and_bounds)
{
	struct deadline soon = {deadline_now() + 1};

	ck_assert_int_le(deadline_left(soon), 1);
	ck_assert_int_eq(deadline_left(deadline_never()), -1);
	ck_assert(!deadline_passed(deadline_never()));
	ck_assert_int_eq(deadline_left(deadline_in(INT64_C(1) << 40)), INT_MAX);
}
END_TEST

START_TEST(takes_the_earlier)
{
	struct deadline a = {1}, b = {2};

	ck_assert_int_eq(deadline_min(a, b).at, 1);
	ck_assert_int_eq(deadline_min(b, a).at, 1);
	ck_assert_int_eq(deadline_min(b, deadline_never()).at, 2);
}
END_TEST

Suite *
deadline_suite(void)
{
	const TTest *const tests[] = {
	    counts_down, rounds_up_and_bounds, takes_the_earlier};

	return SUITE_OF("deadline", tests);
}
