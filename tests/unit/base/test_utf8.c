/* SPDX-License-Identifier: ISC */
/* Tests of base/utf8. */
#include "config.h"

#include "base/suites.h"
#include "base/utf8.h"

static const struct {
	const char *text;
	uint32_t point; /* 0: malformed */
	bool shown;
} characters[] = {
    {"a", 'a', true}, {"\x1f", 0x1f, false}, {"\x7f", 0x7f, false},
    {"\xc2\x85", 0x85, false}, {"\xc2\xa0", 0xa0, true},
    {"\xc3\xb6", 0xf6, true}, {"\xd8\x9c", 0x61c, false},
    {"\xe2\x80\x8d", 0x200d, true}, {"\xe2\x80\x8e", 0x200e, false},
    {"\xe2\x80\xa8", 0x2028, false}, {"\xe2\x80\xae", 0x202e, false},
    {"\xe2\x80\xaf", 0x202f, true}, {"\xe2\x81\xa6", 0x2066, false},
    {"\xe2\x81\xa9", 0x2069, false}, {"\xef\xbb\xbf", 0xfeff, false},
    {"\xed\x9f\xbf", 0xd7ff, true}, {"\xf4\x8f\xbf\xbf", 0x10ffff, true},
    {"\xc0\xaf", 0, false},         /* overlong */
    {"\xe0\x80\xaf", 0, false},     /* overlong */
    {"\xed\xa0\x80", 0, false},     /* surrogate */
    {"\xf4\x90\x80\x80", 0, false}, /* beyond U+10FFFF */
    {"\xe2\x82", 0, false},         /* cut short */
    {"\xb6", 0, false},             /* a tail alone */
    {"\xf6", 0, false},             /* ISO 8859-1 */
};

START_TEST(points)
{
	struct view v = view_of(characters[_i].text);

	ck_assert_uint_eq(utf8_point(v), characters[_i].point);
	ck_assert(utf8_check(v) == (characters[_i].point != 0));
	ck_assert(utf8_check_shown(v) == characters[_i].shown);
}
END_TEST

START_TEST(numbers)
{
	ck_assert(utf8_check_point(0xd7ff) && utf8_check_point(0xe000));
	ck_assert(!utf8_check_point(0xd800) && !utf8_check_point(0xdfff));
	ck_assert(utf8_check_point(0x10ffff) && !utf8_check_point(0x110000));
	ck_assert_uint_eq(utf8_point(view_of("")), 0);
	ck_assert(utf8_check_shown(view_of("")));
	ck_assert(!utf8_check_shown(view_of("a\xc3\xb6\xc2\x85")));
}
END_TEST

Suite *
utf8_suite(void)
{
	const TTest *const tests[] = {numbers};
	Suite *suite = SUITE_OF("utf8", tests);
	TCase *each = tcase_create("characters");

	tcase_add_loop_test(each, points, 0, COUNT(characters));
	suite_add_tcase(suite, each);
	return suite;
}
