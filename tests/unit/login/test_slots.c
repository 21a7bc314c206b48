/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/slots.c: who runs, and who is next. */
#include "config.h"

#include "base/limits.h"
#include "login/suites.h"

#define ROOT 0
#define BOB 1001
#define TINA 1002
#define HALF (LIMIT_LOGIN_SLOTS / 2)

static struct slots slots;
static struct slots_place places[3 * LIMIT_LOGIN_SLOTS];

static void
set_up(void)
{
	slots = (struct slots){.first = NULL};
	memset(places, 0, sizeof(places));
}

/* Queues n places of a user from the at-th on. */
static void
join(unsigned at, unsigned n, uid_t uid)
{
	for (unsigned i = at; i < at + n; i++)
		slots_join(&slots, &places[i], uid);
}

/* Lets those run that may; how many. */
static unsigned
start(void)
{
	unsigned n = 0;

	while (slots_next(&slots) != NULL)
		n++;
	return n;
}

START_TEST(empty)
{
	ck_assert_ptr_null(slots_next(&slots));
	slots_leave(&slots, &places[0]);
	ck_assert_ptr_null(slots_next(&slots));
}
END_TEST

START_TEST(in_order)
{
	join(0, LIMIT_LOGIN_SLOTS + 3, ROOT);
	for (unsigned i = 0; i < LIMIT_LOGIN_SLOTS; i++)
		ck_assert_ptr_eq(slots_next(&slots), &places[i]);
	ck_assert_ptr_null(slots_next(&slots));
	slots_leave(&slots, &places[7]);
	ck_assert_ptr_eq(slots_next(&slots), &places[LIMIT_LOGIN_SLOTS]);
	ck_assert_ptr_null(slots_next(&slots));
	/* One that waits goes away: the place behind it is next. */
	slots_leave(&slots, &places[LIMIT_LOGIN_SLOTS + 1]);
	slots_leave(&slots, &places[0]);
	ck_assert_ptr_eq(slots_next(&slots), &places[LIMIT_LOGIN_SLOTS + 2]);
}
END_TEST

/* A user's own ceiling holds nobody else up. */
START_TEST(of_one_user)
{
	join(0, LIMIT_LOGIN_SLOTS_USER + 2, BOB);
	join(10, 1, TINA);
	join(11, 1, ROOT);
	ck_assert_uint_eq(start(), LIMIT_LOGIN_SLOTS_USER + 2);
	ck_assert(!places[LIMIT_LOGIN_SLOTS_USER].running);
	ck_assert(places[10].running);
	ck_assert(places[11].running);
	slots_leave(&slots, &places[1]);
	ck_assert_ptr_eq(slots_next(&slots), &places[LIMIT_LOGIN_SLOTS_USER]);
	ck_assert_ptr_null(slots_next(&slots));
}
END_TEST

/* Any number of users leave half of it to root. */
START_TEST(half_is_roots)
{
	for (unsigned i = 0; i < LIMIT_LOGIN_SLOTS; i++)
		join(i, 1, BOB + i);
	ck_assert_uint_eq(start(), HALF);
	join(LIMIT_LOGIN_SLOTS, LIMIT_LOGIN_SLOTS, ROOT);
	ck_assert_uint_eq(start(), LIMIT_LOGIN_SLOTS - HALF);
	ck_assert(places[LIMIT_LOGIN_SLOTS].running);
	ck_assert(!places[HALF].running);
	/* What becomes free in the common half goes to the first of all. */
	slots_leave(&slots, &places[0]);
	ck_assert_ptr_eq(slots_next(&slots), &places[HALF]);
	ck_assert_ptr_null(slots_next(&slots));
}
END_TEST

START_TEST(leaving_counts_once)
{
	join(0, LIMIT_LOGIN_SLOTS_USER, BOB);
	ck_assert_uint_eq(start(), LIMIT_LOGIN_SLOTS_USER);
	slots_leave(&slots, &places[0]);
	slots_leave(&slots, &places[0]);
	join(0, 2, BOB);
	ck_assert_uint_eq(start(), 1);
}
END_TEST

Suite *
slots_suite(void)
{
	const TTest *const tests[] = {
	    empty, in_order, of_one_user, half_is_roots, leaving_counts_once};
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, NULL);
	return suite_of_case("login slots", all, tests, (int)COUNT(tests));
}
