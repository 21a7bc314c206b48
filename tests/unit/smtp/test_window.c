/* SPDX-License-Identifier: ISC */
/* Tests of smtp/window.c. */
#include "config.h"

#include "base/limits.h"
#include "smtp/window.h"
#include "tests/unit/smtp/suites.h"

/* Fills the window with messages; how many fitted. */
static unsigned
fill(struct smtp_window *w, uint64_t bytes)
{
	unsigned n = 0;

	while (smtp_window_check(w, bytes)) {
		smtp_window_add(w, bytes);
		n++;
	}
	return n;
}

static void
drain(struct smtp_window *w, unsigned n, uint64_t bytes)
{
	while (n-- > 0)
		smtp_window_remove(w, bytes, false);
}

START_TEST(test_grows)
{
	struct smtp_window w;

	smtp_window_init(&w);
	for (unsigned want = 1; want <= LIMIT_WINDOW_MESSAGES; want *= 2) {
		ck_assert_uint_eq(fill(&w, 100), want);
		drain(&w, want, 100);
	}
	ck_assert_uint_eq(fill(&w, 100), LIMIT_WINDOW_MESSAGES);
}
END_TEST

START_TEST(test_falls)
{
	struct smtp_window w;
	unsigned n;

	smtp_window_init(&w);
	for (unsigned i = 0; i < 5; i++)
		drain(&w, fill(&w, 100), 100);
	n = fill(&w, 100);
	ck_assert_uint_gt(n, 4);
	smtp_window_remove(&w, 100, true);
	ck_assert(!smtp_window_check(&w, 100));
	/* Those that were on their way already do not make it grow. */
	drain(&w, n - 1, 100);
	ck_assert_uint_eq(w.messages, 0);
	ck_assert_uint_eq(fill(&w, 100), 1);
	drain(&w, 1, 100);
	ck_assert_uint_eq(fill(&w, 100), 2);
}
END_TEST

START_TEST(test_refusal_alone)
{
	struct smtp_window w;

	smtp_window_init(&w);
	smtp_window_add(&w, 5);
	smtp_window_remove(&w, 5, true);
	ck_assert_uint_eq(fill(&w, 5), 1);
}
END_TEST

START_TEST(test_bytes)
{
	struct smtp_window w;

	smtp_window_init(&w);
	for (unsigned i = 0; i < 8; i++)
		drain(&w, fill(&w, 1), 1);
	ck_assert_uint_eq(fill(&w, LIMIT_WINDOW_BYTES / 4), 4);
	drain(&w, 4, LIMIT_WINDOW_BYTES / 4);
	/* A larger one goes alone, and others wait for it. */
	ck_assert_uint_eq(fill(&w, 10 * LIMIT_WINDOW_BYTES), 1);
	ck_assert(!smtp_window_check(&w, 1));
	drain(&w, 1, 10 * LIMIT_WINDOW_BYTES);
	ck_assert_uint_eq(w.bytes, 0);
	smtp_window_add(&w, 1);
	ck_assert(!smtp_window_check(&w, LIMIT_WINDOW_BYTES));
	ck_assert(smtp_window_check(&w, LIMIT_WINDOW_BYTES - 1));
}
END_TEST

TCase *
window_tests(void)
{
	TCase *t = tcase_create("window");

	tcase_add_test(t, test_grows);
	tcase_add_test(t, test_falls);
	tcase_add_test(t, test_refusal_alone);
	tcase_add_test(t, test_bytes);
	return t;
}
