/* SPDX-License-Identifier: ISC */
/* Tests of smtp/dots.c. */
#include "config.h"

#include <string.h>

#include "smtp/dots.h"
#include "tests/unit/smtp/suites.h"

static const struct {
	const char *in;
	const char *out;
} rows[] = {
    {"", ".\r\n"},
    {"a\r\n", "a\r\n.\r\n"},
    {"a", "a\r\n.\r\n"},
    {".", "..\r\n.\r\n"},
    {".\r\n", "..\r\n.\r\n"},
    {"..\r\n.a\r\n", "...\r\n..a\r\n.\r\n"},
    {"a.b\r\n", "a.b\r\n.\r\n"},
    {"\r\n\r\n", "\r\n\r\n.\r\n"},
    {"a\r\n.\r\nMAIL FROM:<x>\r\n", "a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n"},
    /* Line ends that some servers take for one, and others do not. */
    {"a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"},
    {"a\r.\rb", "a\r\n..\r\nb\r\n.\r\n"},
    {"a\r\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n"},
    {"a\n\r.\r\n", "a\r\n\r\n..\r\n.\r\n"},
    {"a\r", "a\r\n.\r\n"},
};

static void
check(struct view in, size_t split, const char *want)
{
	struct smtp_dots d = {.line_start = true};
	struct buf out;

	buf_init(&out, 1000);
	ck_assert(smtp_dots_add(&d, view_before(in, split), &out));
	ck_assert(smtp_dots_add(&d, view_from(in, split), &out));
	ck_assert(smtp_dots_end(&d, &out));
	ck_assert_str_eq(buf_str(&out), want);
	buf_clear(&out);
}

/* Whole, split at each byte, and byte by byte. */
START_TEST(test_dots)
{
	struct view in = view_of(rows[_i].in);
	struct smtp_dots d = {.line_start = true};
	struct buf out;

	for (size_t split = 0; split <= in.n; split++)
		check(in, split, rows[_i].out);
	buf_init(&out, 1000);
	for (size_t i = 0; i < in.n; i++)
		ck_assert(smtp_dots_add(&d, view_make(in.p + i, 1), &out));
	ck_assert(smtp_dots_end(&d, &out));
	ck_assert_str_eq(buf_str(&out), rows[_i].out);
	buf_clear(&out);
}
END_TEST

START_TEST(test_full)
{
	struct smtp_dots d = {.line_start = true};
	struct buf out;

	buf_init(&out, 4);
	ck_assert(!smtp_dots_add(&d, view_of("12345"), &out));
	buf_clear(&out);
}
END_TEST

TCase *
dots_tests(void)
{
	TCase *t = tcase_create("dots");

	tcase_add_loop_test(t, test_dots, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(t, test_full);
	return t;
}
