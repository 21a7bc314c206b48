/* SPDX-License-Identifier: ISC */
/* Making plain what programs hand in, and making line ends CRLF. */
#include "config.h"

#include <string.h>

#include "mail/intake.h"
#include "mail/lines.h"
#include "mail/suites.h"

#define TEXT(s) VIEW_LITERAL(s)

/* A text; what becomes of it with a lone dot as its end, and without. */
static const struct {
	struct view in;
	const char *dotted;
	const char *whole; /* NULL: the same */
} cases[] = {
    {TEXT(""), "", NULL},
    {TEXT("a\n"), "a\n", NULL},
    {TEXT("a"), "a\n", NULL},
    {TEXT("a\r\nb\r\n"), "a\nb\n", NULL},
    {TEXT("a\rb"), "a\nb\n", NULL},
    {TEXT("a\r\r\nb"), "a\n\nb\n", NULL},
    {TEXT("\n\n"), "\n\n", NULL},
    {TEXT("\r\n\r\n"), "\n\n", NULL},
    {TEXT("a\n.\nb\n"), "a\n", "a\n.\nb\n"},
    {TEXT("a\r\n.\r\nb\r\n"), "a\n", "a\n.\nb\n"},
    {TEXT("a\r.\rb\r"), "a\n", "a\n.\nb\n"},
    {TEXT("a\n."), "a\n", "a\n.\n"},
    {TEXT("."), "", ".\n"},
    {TEXT(".\n"), "", ".\n"},
    {TEXT("..\n"), "..\n", NULL},
    {TEXT(".a\n. \n"), ".a\n. \n", NULL},
    {TEXT("a.\n.b"), "a.\n.b\n", NULL},
    {TEXT("a.\n"), "a.\n", NULL},
    {TEXT("a\0b\n"), "ab\n", NULL},
    {TEXT("\0"), "", NULL},
    {TEXT("a\n.\0\nb\n"), "a\n", "a\n.\nb\n"},
    {TEXT("a\n\0.\nb\n"), "a\n", "a\n.\nb\n"},
    {TEXT("a\r\0\nb"), "a\nb\n", NULL},
    {TEXT("\xff\xc3\n"), "\xff\xc3\n", NULL},
};

/* Takes in up to cut and then the rest. */
static void
take(struct view in, size_t cut, bool ignore_dot, const char *want)
{
	struct intake i = {.ignore_dot = ignore_dot};
	struct buf out;

	buf_init(&out, 4096);
	ck_assert(intake_add(&i, view_before(in, cut), &out));
	ck_assert(intake_add(&i, view_from(in, cut), &out));
	ck_assert(intake_end(&i, &out));
	ck_assert(i.ended);
	ck_assert_msg(view_eq_str(buf_view(&out), want),
	    "cut at %zu: '%s' is not '%s'", cut, buf_str(&out), want);
	buf_clear(&out);
}

START_TEST(every_cut)
{
	const char *whole = cases[_i].whole;

	if (whole == NULL)
		whole = cases[_i].dotted;
	for (size_t cut = 0; cut <= cases[_i].in.n; cut++) {
		take(cases[_i].in, cut, false, cases[_i].dotted);
		take(cases[_i].in, cut, true, whole);
	}
}
END_TEST

START_TEST(ends_at_the_dot)
{
	struct intake i = {0};
	struct buf out;

	buf_init(&out, 4096);
	intake_add(&i, view_of("a\n."), &out);
	ck_assert(!i.ended);
	intake_add(&i, view_of("\nb"), &out);
	ck_assert(i.ended);
	buf_clear(&out);
}
END_TEST

static const struct {
	struct view in;
	const char *out;
	uint64_t longest;
} lines[] = {
    {TEXT(""), "", 0},
    {TEXT("a"), "a\r\n", 1},
    {TEXT("ab\nc\n"), "ab\r\nc\r\n", 2},
    {TEXT("a\r\nbc\r\n"), "a\r\nbc\r\n", 2},
    {TEXT("a\rb\n\rc\r\r\n\nd"), "a\r\nb\r\n\r\nc\r\n\r\n\r\nd\r\n", 1},
    {TEXT("\r\n.\r\n"), "\r\n.\r\n", 1},
    {TEXT("\n.\nMAIL FROM:<a>\r.\r"), "\r\n.\r\nMAIL FROM:<a>\r\n.\r\n", 13},
};

START_TEST(line_ends)
{
	struct view in = lines[_i].in;

	for (size_t cut = 0; cut <= in.n; cut++) {
		struct lines l = {0};
		struct buf out;

		buf_init(&out, 4096);
		ck_assert(lines_add(&l, view_before(in, cut), &out));
		ck_assert(lines_add(&l, view_from(in, cut), &out));
		ck_assert(lines_end(&l, &out));
		ck_assert_view_eq(buf_view(&out), lines[_i].out);
		ck_assert_uint_eq(l.size, out.n);
		ck_assert_uint_eq(l.longest, lines[_i].longest);
		ck_assert(!l.eight_bit);
		buf_clear(&out);
	}
}
END_TEST

START_TEST(eight_bit)
{
	struct lines l = {0};
	struct buf out;

	buf_init(&out, 4096);
	lines_add(&l, view_of("a\n\x7f"), &out);
	ck_assert(!l.eight_bit);
	lines_add(&l, view_of("b\x80"), &out);
	ck_assert(l.eight_bit);
	lines_add(&l, view_of("c\n"), &out);
	ck_assert(l.eight_bit);
	buf_clear(&out);
}
END_TEST

Suite *
intake_suite(void)
{
	Suite *s = suite_create("intake");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, every_cut, 0, COUNT(cases));
	tcase_add_test(t, ends_at_the_dot);
	tcase_add_loop_test(t, line_ends, 0, COUNT(lines));
	tcase_add_test(t, eight_bit);
	suite_add_tcase(s, t);
	return s;
}
