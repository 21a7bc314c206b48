/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/refused.c and keyed.c: digests for a minute. */
#include "config.h"

#include "base/limits.h"
#include "login/suites.h"
#include "pam_imap/daemon/refused.h"

#define MINUTE (LIMIT_REFUSED_MS * INT64_C(1000000))
#define WHO 3

static struct refused r;

static void
set_up(void)
{
	ck_assert(refused_init(&r));
}

static void
tear_down(void)
{
	refused_clear(&r);
}

/* The digest that ends in a number. */
static const unsigned char *
digest(unsigned n)
{
	static unsigned char d[KEYED_SIZE];

	d[KEYED_SIZE - 1] = (unsigned char)n;
	d[KEYED_SIZE - 2] = (unsigned char)(n >> 8);
	return d;
}

START_TEST(a_minute)
{
	ck_assert(!refused_check(&r, digest(0), 0));
	refused_add(&r, digest(1), WHO, 5);
	ck_assert(refused_check(&r, digest(1), 5));
	ck_assert(refused_check(&r, digest(1), 4 + MINUTE));
	ck_assert(!refused_check(&r, digest(1), 5 + MINUTE));
	ck_assert(!refused_check(&r, digest(2), 5));
	/* A clock that went back does not make it last. */
	ck_assert(!refused_check(&r, digest(1), 4));
	ck_assert(!refused_check(&r, digest(1), INT64_MIN));
}
END_TEST

START_TEST(forget)
{
	refused_add(&r, digest(1), WHO, 0);
	refused_add(&r, digest(2), WHO + 1, 0);
	refused_add(&r, digest(3), WHO, 0);
	refused_forget(&r, WHO);
	ck_assert(!refused_check(&r, digest(1), 0));
	ck_assert(refused_check(&r, digest(2), 0));
	ck_assert(!refused_check(&r, digest(3), 0));
}
END_TEST

START_TEST(bounded)
{
	for (unsigned i = 0; i < LIMIT_REFUSED + 10; i++)
		refused_add(&r, digest(i), i, 0);
	for (unsigned i = 0; i < LIMIT_REFUSED + 10; i++)
		ck_assert(refused_check(&r, digest(i), 1) == (i >= 10));
}
END_TEST

/* Other parts, other digests; and another process has other ones. */
START_TEST(keys)
{
	static const struct view parts[][2] = {
	    {VIEW_LITERAL("ab"), VIEW_LITERAL("c")},
	    {VIEW_LITERAL("a"), VIEW_LITERAL("bc")},
	    {VIEW_LITERAL("abc"), VIEW_LITERAL("")},
	    {VIEW_LITERAL(""), VIEW_LITERAL("")},
	    {VIEW_LITERAL("ab"), VIEW_LITERAL("c\0")},
	};
	unsigned char d[COUNT(parts)][KEYED_SIZE], again[KEYED_SIZE];
	struct keyed *k, *other;
	struct error e;

	ck_assert_int_eq(keyed_new(&k, &e), ERROR_NONE);
	ck_assert_int_eq(keyed_new(&other, &e), ERROR_NONE);
	for (size_t i = 0; i < COUNT(parts); i++) {
		ck_assert(keyed_digest(k, parts[i], 2, d[i]));
		ck_assert(keyed_digest(k, parts[i], 2, again));
		ck_assert(keyed_equal(d[i], again));
		ck_assert(keyed_digest(other, parts[i], 2, again));
		ck_assert(!keyed_equal(d[i], again));
		for (size_t n = 0; n < i; n++)
			ck_assert(!keyed_equal(d[i], d[n]));
	}
	ck_assert(keyed_digest(k, parts[0], 1, again));
	ck_assert(!keyed_equal(d[0], again));
	keyed_free(&k);
	keyed_free(&other);
	keyed_free(&other);
}
END_TEST

Suite *
refused_suite(void)
{
	const TTest *const tests[] = {a_minute, forget, bounded, keys};
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, tear_down);
	return suite_of_case("login refused", all, tests, (int)COUNT(tests));
}
