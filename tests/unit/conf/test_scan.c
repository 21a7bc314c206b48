/* SPDX-License-Identifier: ISC */
/* Tests of conf/scan. */
#include "config.h"

#include "conf/scan.h"
#include "conf/suites.h"

static const char text[] = "a { x = 1 } # one\n"
			   "b \"t\" { /* two\nthree */ y = { \"#\", 'z' }\n"
			   "  yy += q//no }\nb u { }\n";

START_TEST(blanks_comments_and_keeps_lines)
{
	struct marks s;
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert_int_eq(
	    scan_text("f", view_of(text), &s, &out, &e), ERROR_NONE);
	ck_assert_str_eq(buf_str(&out),
	    "a { x = 1 } \nb \"t\" { \n y = { \"#\", 'z' }\n"
	    "  yy += q//no }\nb u { }\n");
	marks_clear(&s);
	buf_clear(&out);
}
END_TEST

START_TEST(knows_lines)
{
	struct marks s;
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert_int_eq(
	    scan_text("f", view_of(text), &s, &out, &e), ERROR_NONE);
	ck_assert_uint_eq(marks_section_line(&s, "a", 0), 1);
	ck_assert_uint_eq(marks_section_line(&s, "b", 0), 2);
	ck_assert_uint_eq(marks_section_line(&s, "b", 1), 5);
	ck_assert_uint_eq(marks_section_line(&s, "b", 2), 0);
	ck_assert_uint_eq(marks_key_line(&s, "b", 0, "y"), 3);
	ck_assert_uint_eq(marks_key_line(&s, "b", 0, "yy"), 4);
	ck_assert_uint_eq(marks_key_line(&s, "b", 0, "x"), 0);
	ck_assert_uint_eq(marks_key_line(&s, "b", 1, "y"), 0);
	ck_assert_uint_eq(marks_key_line(&s, "c", 0, "y"), 0);
	marks_clear(&s);
	buf_clear(&out);
}
END_TEST

START_TEST(says_when_it_does_not_fit)
{
	struct marks s;
	struct buf out;
	struct error e;

	buf_init(&out, 5);
	ck_assert_int_eq(
	    scan_text("f", view_of(text), &s, &out, &e), ERROR_MEMORY);
	marks_clear(&s);
	buf_clear(&out);
}
END_TEST

Suite *
scan_suite(void)
{
	const TTest *const tests[] = {blanks_comments_and_keeps_lines,
	    knows_lines, says_when_it_does_not_fit};

	return SUITE_OF("conf scan", tests);
}
