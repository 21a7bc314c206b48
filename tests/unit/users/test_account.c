/* SPDX-License-Identifier: ISC */
/* Tests of users/account.c: what is an account name and a path. */
#include "config.h"

#include <string.h>

#include "users/account.h"
#include "users/suites.h"

#define A16 "aaaaaaaaaaaaaaaa"
#define A63 A16 A16 A16 "aaaaaaaaaaaaaaa"

static const char *const good[] = {
    "a@b.c",
    "alice@example.com",
    "0@1.2",
    "a.b_c+d-e@x-y.example",
    "a.@example.com",
    A63 "a@example.com",
    "a@" A63 "." A63 "." A63 "." A16 A16 A16 "aaaaaaaaaaaa",
};

static const char *const bad[] = {
    "",
    "@",
    "alice",
    "alice@",
    "@example.com",
    "alice@example",
    "alice@.com",
    "alice@example.",
    "alice@example..com",
    "alice@-example.com",
    "alice@example-.com",
    "alice@exa_mple.com",
    "Alice@example.com",
    "alice@Example.com",
    "alice@@example.com",
    "alice@example.com@",
    "al..ice@example.com",
    ".alice@example.com",
    "-alice@example.com",
    "+alice@example.com",
    "_alice@example.com",
    "al ice@example.com",
    "al:ice@example.com",
    "al/ice@example.com",
    "al\nice@example.com",
    "alice@example.com\n",
    "alice@example.com:",
    "alice@example/com.x",
    "\xc3\xa4@example.com",
    "alice@ex\xc3\xa4mple.com",
    A63 "aa@example.com",
    "a@" A63 "a.com",
    "a@" A63 "." A63 "." A63 "." A16 A16 A16 "aaaaaaaaaaaaa",
};

START_TEST(names)
{
	for (size_t i = 0; i < COUNT(good); i++)
		ck_assert_msg(account_check_name(view_of(good[i])),
		    "'%s' is refused", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!account_check_name(view_of(bad[i])),
		    "'%s' is taken", bad[i]);
	ck_assert(!account_check_name(view_make("a\0b@c.d", 7)));
	ck_assert(!account_check_name(view_make(NULL, 0)));
}
END_TEST

/* No part of a name is one, except where a shorter domain is left. */
START_TEST(every_part)
{
	static const char name[] = "alice@mail.example.com";

	for (size_t n = 0; n < sizeof(name) - 1; n++)
		ck_assert_int_eq(account_check_name(view_make(name, n)),
		    n > 11 && name[n - 1] != '.');
}
END_TEST

START_TEST(parts)
{
	struct view name = view_of("alice@example.com");

	ck_assert_view_eq(account_local_part(name), "alice");
	ck_assert_view_eq(account_domain(name), "example.com");
}
END_TEST

START_TEST(paths)
{
	char path[LIMIT_PATH + 1];

	ck_assert(account_check_path(view_of("/")));
	ck_assert(account_check_path(view_of("/home/a b")));
	ck_assert(!account_check_path(view_of("")));
	ck_assert(!account_check_path(view_of("home")));
	ck_assert(!account_check_path(view_of("/a:b")));
	ck_assert(!account_check_path(view_of("/a\nb")));
	ck_assert(!account_check_path(view_make("/a\0b", 4)));
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	ck_assert(account_check_path(view_make(path, LIMIT_PATH - 1)));
	ck_assert(!account_check_path(view_make(path, LIMIT_PATH)));
}
END_TEST

START_TEST(lower)
{
	char dst[8];

	ck_assert(account_lower(view_of("AbZ@[9"), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "abz@[9");
	ck_assert(!account_lower(view_of("ABCDEFGH"), dst, sizeof(dst)));
	ck_assert_str_eq(dst, "");
}
END_TEST

Suite *
account_suite(void)
{
	const TTest *const tests[] = {names, every_part, parts, paths, lower};

	return SUITE_OF("account", tests);
}
