/* SPDX-License-Identifier: ISC */
/* Tests of base/secret. */
#include "config.h"

#include <string.h>

#include "base/secret.h"
#include "base/suites.h"

START_TEST(holds_and_wipes)
{
	static const struct secret empty;
	struct secret s;

	secret_init(&s);
	ck_assert(secret_set(&s, view_of("pass word")));
	ck_assert_view_eq(secret_view(&s), "pass word");
	secret_clear(&s);
	ck_assert_int_eq(memcmp(&s, &empty, sizeof(s)), 0);
}
END_TEST

START_TEST(has_a_ceiling)
{
	char bytes[LIMIT_SECRET + 1];
	struct secret s;

	memset(bytes, 'x', sizeof(bytes));
	secret_init(&s);
	ck_assert(secret_set(&s, view_make(bytes, LIMIT_SECRET)));
	ck_assert(!secret_set(&s, view_make(bytes, LIMIT_SECRET + 1)));
	ck_assert_uint_eq(secret_view(&s).n, 0);
}
END_TEST

START_TEST(knows_what_a_password_is)
{
	char bytes[LIMIT_PASSWORD + 1];
	const struct {
		struct view v;
		bool ok;
	} cases[] = {
	    {view_of("\"q\\ \xc3\xa4\t"), true},
	    {view_make(bytes, LIMIT_PASSWORD), true},
	    {view_make(bytes, LIMIT_PASSWORD + 1), false},
	    {view_of(""), false},
	    {view_of("a\rb"), false},
	    {view_of("a\n"), false},
	    {view_make("a\0b", 3), false},
	};
	struct secret s;

	memset(bytes, 'x', sizeof(bytes));
	secret_init(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		ck_assert(secret_set(&s, cases[i].v));
		ck_assert_int_eq(secret_check_password(&s), cases[i].ok);
	}
}
END_TEST

Suite *
secret_suite(void)
{
	const TTest *const tests[] = {
	    holds_and_wipes, has_a_ceiling, knows_what_a_password_is};

	return SUITE_OF("secret", tests);
}
