/* SPDX-License-Identifier: ISC */
/* Tests of base/escape. */
#include "config.h"

#include <string.h>

#include "base/escape.h"
#include "base/suites.h"

static const struct {
	const char *in;
	const char *out;
} cases[] = {
    {"", ""}, {"plain text", "plain text"}, {"a\r\nb", "a\\x0d\\x0ab"},
    {"\x1b[31m", "\\x1b[31m"}, {"back\\slash", "back\\x5cslash"},
    {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
    {"\xf0\x9f\x93\xa7", "\xf0\x9f\x93\xa7"},
    {"\xc2\x9b", "\\xc2\\x9b"},                   /* C1 control */
    {"\xc0\xaf", "\\xc0\\xaf"},                   /* overlong */
    {"\xed\xa0\x80", "\\xed\\xa0\\x80"},          /* surrogate */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* beyond U+10FFFF */
    {"\xe2\x82", "\\xe2\\x82"},                   /* cut short */
    {"\xff\x7f", "\\xff\\x7f"},
    {"\xe2\x80\xae", "\\xe2\\x80\\xae"}, /* right to left */
    {"\xe2\x80\xa8", "\\xe2\\x80\\xa8"}, /* a line separator */
};

START_TEST(escapes)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, 100);
		ck_assert(escape_add(&b, view_of(cases[i].in)));
		ck_assert_str_eq(buf_str(&b), cases[i].out);
		buf_clear(&b);
	}
}
END_TEST

START_TEST(cuts_to_fit)
{
	char dst[8];

	ck_assert_str_eq(
	    escape_copy(view_of("1234567"), dst, sizeof(dst)), "1234567");
	ck_assert_str_eq(
	    escape_copy(view_of("12345678"), dst, sizeof(dst)), "1234...");
	/* Never in the middle of a character. */
	ck_assert_str_eq(escape_copy(view_of("123\xc3\xbc\xc3\xbc\xc3\xbc"),
			     dst, sizeof(dst)),
	    "123...");
	ck_assert_str_eq(escape_copy(view_of("12"), dst, 2), "1");
}
END_TEST

Suite *
escape_suite(void)
{
	const TTest *const tests[] = {escapes, cuts_to_fit};

	return SUITE_OF("escape", tests);
}
