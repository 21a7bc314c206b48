/* SPDX-License-Identifier: ISC */
/* Tests of base/num. */
#include "config.h"

#include "base/num.h"
#include "base/suites.h"

static const struct {
	const char *text;
	bool ok;
	uint64_t value;
} cases[] = {
    {"0", true, 0},
    {"007", true, 7},
    {"18446744073709551615", true, UINT64_MAX},
    {"18446744073709551616", false, 0},
    {"99999999999999999999", false, 0},
    {"", false, 0},
    {"-1", false, 0},
    {"+1", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"0x1", false, 0},
};

START_TEST(parses)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t n = 42;

		ck_assert_msg(num_parse(view_of(cases[i].text), 0, UINT64_MAX,
				  &n) == cases[i].ok,
		    "%s", cases[i].text);
		ck_assert_uint_eq(n, cases[i].ok ? cases[i].value : 42);
	}
}
END_TEST

START_TEST(keeps_bounds)
{
	uint64_t n;

	ck_assert(num_parse(view_of("10"), 10, 20, &n));
	ck_assert(num_parse(view_of("20"), 10, 20, &n));
	ck_assert(!num_parse(view_of("9"), 10, 20, &n));
	ck_assert(!num_parse(view_of("21"), 10, 20, &n));
}
END_TEST

START_TEST(puts_and_gets)
{
	unsigned char p[8];

	num_put64(p, 0x0102030405060708);
	ck_assert_uint_eq(p[0], 1);
	ck_assert_uint_eq(p[7], 8);
	ck_assert_uint_eq(num_get64(p), 0x0102030405060708);
	ck_assert_uint_eq(num_get32(p), 0x01020304);
	ck_assert_uint_eq(num_get16(p), 0x0102);
	num_put32(p, 0xfffefdfc);
	ck_assert_uint_eq(num_get32(p), 0xfffefdfc);
	num_put16(p, 0xfffe);
	ck_assert_uint_eq(num_get16(p), 0xfffe);
}
END_TEST

Suite *
num_suite(void)
{
	const TTest *const tests[] = {parses, keeps_bounds, puts_and_gets};

	return SUITE_OF("num", tests);
}
