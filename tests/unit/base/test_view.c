/* SPDX-License-Identifier: ISC */
/* Tests of base/view. */
#include "config.h"

#include "base/suites.h"

START_TEST(compares)
{
	ck_assert(view_eq(view_of("ab"), view_make("abc", 2)));
	ck_assert(!view_eq_str(view_of("ab"), "abc"));
	ck_assert(!view_eq_str(view_of("AB"), "ab"));
	ck_assert(view_eq_case_str(view_of("A-b@"), "a-B@"));
	ck_assert(!view_eq_case_str(view_of("@"), "`"));
	ck_assert(view_eq(view_of(NULL), view_of("")));
	ck_assert(view_starts(view_of("OK done"), "OK"));
	ck_assert(!view_starts(view_of("O"), "OK"));
	ck_assert(view_starts_case(view_of("ok done"), "OK"));
}
END_TEST

START_TEST(finds_and_cuts)
{
	struct view v = view_of("a@b@c");

	ck_assert_uint_eq(view_find(v, '@'), 1);
	ck_assert_uint_eq(view_find_last(v, '@'), 3);
	ck_assert_uint_eq(view_find(v, 'x'), 5);
	ck_assert_uint_eq(view_find_last(v, 'x'), 5);
	ck_assert_view_eq(view_from(v, 4), "c");
	ck_assert_view_eq(view_from(v, 99), "");
	ck_assert_view_eq(view_before(v, 1), "a");
	ck_assert_view_eq(view_before(v, 99), "a@b@c");
	ck_assert_view_eq(view_trim(view_of(" \t a b\t ")), "a b");
	ck_assert_view_eq(view_trim(view_of(" \t")), "");
	ck_assert_ptr_null(view_from(view_of(NULL), 1).p);
}
END_TEST

START_TEST(splits)
{
	struct view rest = view_of("a,,b"), piece;

	ck_assert(view_split(&rest, ',', &piece));
	ck_assert_view_eq(piece, "a");
	ck_assert(view_split(&rest, ',', &piece));
	ck_assert_view_eq(piece, "");
	ck_assert(view_split(&rest, ',', &piece));
	ck_assert_view_eq(piece, "b");
	ck_assert(!view_split(&rest, ',', &piece));
	rest = view_of("a,");
	ck_assert(view_split(&rest, ',', &piece));
	ck_assert(view_split(&rest, ',', &piece));
	ck_assert_view_eq(piece, "");
	ck_assert(!view_split(&rest, ',', &piece));
}
END_TEST

START_TEST(takes_words)
{
	struct view rest = view_of("  one\ttwo "), word;

	ck_assert(view_word(&rest, &word));
	ck_assert_view_eq(word, "one");
	ck_assert(view_word(&rest, &word));
	ck_assert_view_eq(word, "two");
	ck_assert(!view_word(&rest, &word));
	rest = view_of("");
	ck_assert(!view_word(&rest, &word));
}
END_TEST

START_TEST(examines)
{
	ck_assert(!view_has_control(view_of("a b\xc3\xa4")));
	ck_assert(view_has_control(view_of("a\tb")));
	ck_assert(view_has_control(view_of("a\x7f")));
	ck_assert(view_has_control(view_make("a\0", 2)));
	ck_assert(view_is_ascii(view_of("a~")));
	ck_assert(!view_is_ascii(view_of("\x80")));
}
END_TEST

START_TEST(copies)
{
	char dst[4];
	char *copy = view_dup(view_make("abcdef", 3));

	ck_assert_str_eq(copy, "abc");
	free(copy);
	ck_assert_ptr_null(view_dup(view_make("a\0b", 3)));
	ck_assert(view_copy(view_of("abc"), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "abc");
	ck_assert(!view_copy(view_of("abcd"), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "");
	ck_assert(!view_copy(view_make("\0", 1), dst, sizeof(dst)));
	ck_assert(view_copy(view_of(NULL), dst, 1));
	ck_assert(!view_copy(view_of(""), dst, 0));
}
END_TEST

Suite *
view_suite(void)
{
	const TTest *const tests[] = {
	    compares, finds_and_cuts, splits, takes_words, examines, copies};

	return SUITE_OF("view", tests);
}
