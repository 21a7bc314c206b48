/* SPDX-License-Identifier: ISC */
/* Tests of sys/frame: bytes only. */
#include "config.h"

#include <string.h>

#include "sys/frame.h"
#include "sys/suites.h"

enum { TAG_NAME = 1, TAG_LIST, TAG_NUMBER };

static const struct frame_spec specs[] = {
    {TAG_NAME, true, false, 1, 8, "name"},
    {TAG_LIST, false, true, 0, 4, "list"},
    {TAG_NUMBER, false, false, 8, 8, "number"},
};

struct got {
	char name[9];
	unsigned list;
	uint64_t number;
};

static bool
take(void *arg, const struct frame_field *field)
{
	struct got *got = arg;

	if (field->tag == TAG_NAME)
		return view_copy(field->value, got->name, sizeof(got->name));
	if (field->tag == TAG_LIST)
		return ++got->list <= 3;
	return frame_number(field->value, &got->number);
}

static void
build(struct buf *b)
{
	frame_begin(b, 7);
	frame_put_str(b, TAG_LIST, "");
	frame_put_str(b, TAG_NAME, "alice");
	frame_put_number(b, TAG_NUMBER, 1ULL << 40);
	frame_put_str(b, TAG_LIST, "abcd");
	ck_assert(frame_end(b));
}

START_TEST(comes_back_whole)
{
	struct got got = {0};
	struct frame f;
	struct error e;
	struct buf b;

	buf_init(&b, 1000);
	build(&b);
	ck_assert_int_eq(frame_parse(buf_view(&b), 1000, &f), (long)b.n);
	ck_assert_uint_eq(frame_size(buf_view(&b)), b.n);
	ck_assert_int_eq(f.type, 7);
	ck_assert_int_eq(
	    frame_decode(&f, specs, COUNT(specs), take, &got, &e), ERROR_NONE);
	ck_assert_str_eq(got.name, "alice");
	ck_assert_uint_eq(got.list, 2);
	ck_assert_uint_eq(got.number, 1ULL << 40);
	buf_clear(&b);
}
END_TEST

START_TEST(waits_for_every_byte)
{
	struct frame f;
	struct buf b;

	buf_init(&b, 1000);
	build(&b);
	for (size_t n = 0; n < b.n; n++)
		ck_assert_int_eq(
		    frame_parse(view_before(buf_view(&b), n), 1000, &f), 0);
	buf_add_str(&b, "next");
	ck_assert_int_eq(frame_parse(buf_view(&b), 1000, &f), (long)b.n - 4);
	buf_clear(&b);
}
END_TEST

START_TEST(refuses_foreign_heads)
{
	static const char *const heads[] = {"X", "PX", "PS\2", "GET / HTTP/1"};
	char too_long[8] = {'P', 'S', 1, 1, 0, 0, 1, 1};
	struct frame f;

	for (size_t i = 0; i < COUNT(heads); i++)
		ck_assert_int_eq(frame_parse(view_of(heads[i]), 100, &f), -1);
	ck_assert_int_eq(frame_parse(view_make(too_long, 8), 256, &f), -1);
	ck_assert_int_eq(frame_parse(view_make(too_long, 8), 257, &f), 0);
}
END_TEST

/* A field in each way wrong; raw bytes of a payload. */
static const struct {
	const char *payload;
	size_t n;
	const char *text;
} bad[] = {
    {"", 0, "field name is missing"},
    {"\1\0\0\0\0", 5, "field name has 0 bytes"},
    {"\1\0\0\0\011"
     "123456789",
	14, "field name has 9 bytes"},
    {"\1\0\0\0\1a\1\0\0\0\1b", 12, "field name comes twice"},
    {"\1\0\0\0\1a\11\0\0\0\0", 11, "unknown field 9"},
    {"\1\0\0\0\1a\3\0\0\0\0011", 12, "field number has 1 bytes"},
    {"\1\0\0\0\2a", 6, "a field is cut short"},
    {"\1\0\0\0", 4, "a field is cut short"},
    {"\1\377\377\377\377a", 6, "a field is cut short"},
    {"\1\0\0\0\1\0", 6, "field name has a bad value"},
};

START_TEST(names_what_is_wrong)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct frame f = {1, {bad[i].payload, bad[i].n}};
		struct got got = {0};
		struct error e;

		ck_assert_int_eq(
		    frame_decode(&f, specs, COUNT(specs), take, &got, &e),
		    ERROR_PROTOCOL);
		ck_assert_str_eq(e.text, bad[i].text);
	}
}
END_TEST

START_TEST(failure_to_build_sticks)
{
	struct buf b;

	buf_init(&b, 20);
	frame_begin(&b, 1);
	frame_put_str(&b, TAG_NAME, "0123456789");
	frame_put_str(&b, TAG_NAME, "");
	ck_assert(!frame_end(&b));
	buf_clear(&b);
}
END_TEST

Suite *
frame_suite(void)
{
	const TTest *const tests[] = {comes_back_whole, waits_for_every_byte,
	    refuses_foreign_heads, names_what_is_wrong,
	    failure_to_build_sticks};

	return SUITE_OF("frame", tests);
}
