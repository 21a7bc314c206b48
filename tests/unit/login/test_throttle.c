/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/throttle.c: buckets that leak, in a full table. */
#include "config.h"

#include "base/limits.h"
#include "login/suites.h"
#include "pam_imap/daemon/throttle.h"

#define S INT64_C(1000000000)
#define KEY 7

static const struct conf_rate five = {5, 600};
static struct throttle t;

static void
set_up(void)
{
	ck_assert(throttle_init(&t, 64));
}

static void
tear_down(void)
{
	throttle_clear(&t);
}

static void
fill(uint64_t key, unsigned times, int64_t now)
{
	while (times-- > 0)
		throttle_fail(&t, key, &five, now);
}

/* Five at once, then one in two minutes. */
START_TEST(leaks)
{
	for (unsigned i = 0; i < 5; i++) {
		ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 0);
		fill(KEY, 1, 0);
	}
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 120);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 1), 120);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 119 * S + 1), 1);
	ck_assert_int_eq(throttle_wait(&t, KEY + 1, &five, 119 * S), 0);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 120 * S), 0);
	fill(KEY, 1, 120 * S);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 120 * S), 120);
	ck_assert_uint_eq(t.n, 1);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 720 * S), 0);
	ck_assert_uint_eq(t.n, 0);
}
END_TEST

/* What was under way together counts, too, up to all slots. */
START_TEST(overfills)
{
	fill(KEY, 9, 0);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 5 * 120);
	fill(KEY, 1000, 0);
	ck_assert_int_eq(
	    throttle_wait(&t, KEY, &five, 0), (LIMIT_LOGIN_SLOTS + 1) * 120);
}
END_TEST

START_TEST(clock_back)
{
	fill(KEY, 5, 9000 * S);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 9000 * S), 120);
	/* Neither opens it nor shuts it until that time comes again. */
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 5 * S), 120);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 5 * S), 120);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, INT64_MIN), 120);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 120);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 119 * S), 1);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 120 * S), 0);
	fill(KEY, 5, INT64_MAX);
	ck_assert_int_gt(throttle_wait(&t, KEY, &five, INT64_MAX), 0);
	ck_assert_int_gt(throttle_wait(&t, KEY, &five, 0), 0);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 6000 * S), 0);
}
END_TEST

START_TEST(forgets)
{
	fill(KEY, 5, 0);
	fill(KEY + 1, 5, 0);
	throttle_forget(&t, KEY);
	throttle_forget(&t, KEY + 2);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 0);
	ck_assert_int_eq(throttle_wait(&t, KEY + 1, &five, 0), 120);
	fill(KEY, 1, 0);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 0);
}
END_TEST

/* Rates at the ends, how many get through at once, and then the wait. */
static const struct {
	struct conf_rate rate;
	unsigned through;
	int64_t wait;
} rates[] = {
    {{0, 600}, 1000, 0},
    {{5, 0}, 1000, 0},
    {{0, 0}, 1000, 0},
    {{1, 1}, 1, 1},
    {{1, 600}, 1, 600},
    {{1, UINT32_MAX}, 1, THROTTLE_SECONDS},
    {{100, 1}, 100, 1},
    {{300, UINT32_MAX}, 300, THROTTLE_SECONDS / 300},
    {{UINT32_MAX, 1}, 1000, 0},
    {{UINT32_MAX, UINT32_MAX}, 1000, 0},
};

START_TEST(every_rate)
{
	for (size_t i = 0; i < COUNT(rates); i++) {
		const struct conf_rate *rate = &rates[i].rate;
		unsigned through = 0;

		while (through < 1000 && throttle_wait(&t, i, rate, 0) == 0) {
			throttle_fail(&t, i, rate, 0);
			through++;
		}
		ck_assert_msg(
		    through == rates[i].through, "row %zu: %u", i, through);
		ck_assert_int_eq(throttle_wait(&t, i, rate, 0), rates[i].wait);
		for (unsigned n = 0; n < 2000; n++)
			throttle_fail(&t, i, rate, 0);
		ck_assert_int_ge(throttle_wait(&t, i, rate, 0), rates[i].wait);
	}
}
END_TEST

/* Strangers fail once each from everywhere: a full bucket stays. */
START_TEST(not_washed_away)
{
	fill(KEY, 5, 0);
	for (uint64_t other = 1000; other < 20000; other++) {
		fill(other, 1 + other % 4, 0);
		ck_assert_uint_le(t.n, t.max);
	}
	ck_assert_uint_eq(t.n, t.max);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 120);
	/* The last of them has its bucket nevertheless. */
	fill(30000, 1, 0);
	fill(30000, 4, 0);
	ck_assert_int_eq(throttle_wait(&t, 30000, &five, 0), 120);
	ck_assert_int_eq(throttle_wait(&t, KEY, &five, 0), 120);
}
END_TEST

Suite *
throttle_suite(void)
{
	const TTest *const tests[] = {
	    leaks, overfills, clock_back, forgets, every_rate, not_washed_away};
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, tear_down);
	return suite_of_case("login throttle", all, tests, (int)COUNT(tests));
}
