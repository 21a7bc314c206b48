/* SPDX-License-Identifier: ISC */
/* Tests of sasl/base64. */
#include "config.h"

#include "sasl/base64.h"
#include "sasl/suites.h"

/* RFC 4648 10. */
static const struct {
	const char *plain;
	const char *encoded;
} cases[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static const char *const malformed[] = {"Z", "Zg", "Zg=", "Zg==x", "Zm9v\r\n",
    "Zm 9v", "=", "====", "Zm9v!", "_-8="};

START_TEST(converts)
{
	struct buf b;

	buf_init(&b, 100);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&b);
		ck_assert(base64_encode(&b, view_of(cases[i].plain)));
		ck_assert_view_eq(buf_view(&b), cases[i].encoded);
		buf_reset(&b);
		ck_assert(base64_decode(&b, view_of(cases[i].encoded)));
		ck_assert_view_eq(buf_view(&b), cases[i].plain);
	}
	buf_clear(&b);
}
END_TEST

START_TEST(refuses)
{
	struct buf b;

	buf_init(&b, 4);
	for (size_t i = 0; i < COUNT(malformed); i++)
		ck_assert_msg(!base64_decode(&b, view_of(malformed[i])), "%s",
		    malformed[i]);
	ck_assert(!base64_encode(&b, view_of("more")));
	buf_clear(&b);
}
END_TEST

START_TEST(carries_any_byte)
{
	static const char bytes[] = {0, 1, '\r', '\n', -1, 0};
	struct buf b, back;

	buf_init(&b, 100);
	buf_init(&back, 100);
	ck_assert(base64_encode(&b, view_make(bytes, sizeof(bytes))));
	ck_assert(base64_decode(&back, buf_view(&b)));
	ck_assert(view_eq(buf_view(&back), view_make(bytes, sizeof(bytes))));
	buf_clear(&b);
	buf_clear(&back);
}
END_TEST

Suite *
base64_suite(void)
{
	const TTest *const tests[] = {converts, refuses, carries_any_byte};

	return SUITE_OF("base64", tests);
}
