/* SPDX-License-Identifier: ISC */
/* Tests of base/buf. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/suites.h"

START_TEST(grows_to_its_ceiling)
{
	struct buf b;

	buf_init(&b, 1000);
	for (int i = 0; i < 1000; i++)
		ck_assert(buf_add_byte(&b, 'x'));
	ck_assert_uint_eq(b.n, 1000);
	ck_assert(!buf_add_byte(&b, 'y'));
	ck_assert(b.failed);
	ck_assert_uint_eq(b.n, 1000);
	buf_clear(&b);
}
END_TEST

START_TEST(failure_sticks)
{
	struct buf b;

	buf_init(&b, 4);
	ck_assert(!buf_add_str(&b, "12345"));
	ck_assert_uint_eq(b.n, 0);
	ck_assert(!buf_add_str(&b, "1"));
	ck_assert(!buf_printf(&b, "%d", 1));
	ck_assert_ptr_null(buf_room(&b, 1));
	ck_assert_ptr_null(buf_str(&b));
	buf_reset(&b);
	ck_assert(buf_add_str(&b, "1234"));
	ck_assert_str_eq(buf_str(&b), "1234");
	buf_clear(&b);
}
END_TEST

START_TEST(prints)
{
	struct buf b;

	buf_init(&b, 10);
	ck_assert(buf_printf(&b, "%s-%d", "ab", 42));
	ck_assert(buf_printf(&b, "%s", "12345"));
	ck_assert_str_eq(buf_str(&b), "ab-4212345");
	ck_assert(!buf_printf(&b, "%d", 1));
	ck_assert_uint_eq(b.n, 10);
	buf_clear(&b);
}
END_TEST

START_TEST(consumes_and_makes_room)
{
	struct buf b;
	char *room;

	buf_init(&b, 8);
	room = buf_room(&b, 5);
	ck_assert_ptr_nonnull(room);
	memcpy(room, "hello", 5);
	ck_assert_uint_eq(b.n, 0);
	buf_added(&b, 5);
	buf_consume(&b, 2);
	ck_assert_view_eq(buf_view(&b), "llo");
	buf_consume(&b, 3);
	ck_assert_uint_eq(b.n, 0);
	ck_assert_ptr_nonnull(buf_room(&b, 8));
	ck_assert_ptr_null(buf_room(&b, 9));
	buf_clear(&b);
}
END_TEST

START_TEST(wipes_what_is_consumed)
{
	struct buf b;

	buf_init_wiping(&b, 100);
	buf_add_str(&b, "secret");
	buf_consume(&b, 4);
	ck_assert_int_eq(memcmp(b.p, "et\0\0\0\0", 6), 0);
	buf_reset(&b);
	ck_assert_int_eq(memcmp(b.p, "\0\0", 2), 0);
	buf_clear(&b);
	ck_assert(b.wipes);
}
END_TEST

START_TEST(an_empty_one_is_a_string)
{
	struct buf b;

	buf_init(&b, 0);
	ck_assert(buf_add_str(&b, ""));
	ck_assert_str_eq(buf_str(&b), "");
	ck_assert(!buf_add_byte(&b, 'x'));
	buf_clear(&b);
}
END_TEST

Suite *
buf_suite(void)
{
	const TTest *const tests[] = {grows_to_its_ceiling, failure_sticks,
	    prints, consumes_and_makes_room, wipes_what_is_consumed,
	    an_empty_one_is_a_string};

	return SUITE_OF("buf", tests);
}
