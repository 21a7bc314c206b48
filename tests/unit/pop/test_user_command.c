/* SPDX-License-Identifier: ISC */
/* Tests of pop/user_command. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "pop/suites.h"
#include "pop/user_command.h"

/* What each of the two commands is; NULL where it cannot be carried. */
static const struct {
	const char *user;
	struct view password;
	const char *first, *second;
} cases[] = {
    {"alice@example.test", VIEW_LITERAL("simple"), "USER alice@example.test",
	"PASS simple\r\n"},
    {"a", VIEW_LITERAL("  two  blanks "), "USER a", "PASS   two  blanks \r\n"},
    {"a", VIEW_LITERAL("gr\xc3\xbc\xc3\x9f\t%s"), "USER a",
	"PASS gr\xc3\xbc\xc3\x9f\t%s\r\n"},
    {"a", VIEW_LITERAL("a\rb"), NULL, NULL},
    {"a", VIEW_LITERAL("a\nDELE 1"), NULL, NULL},
    {"a", VIEW_LITERAL("a\0b"), NULL, NULL},
    {"", VIEW_LITERAL("x"), NULL, NULL},
    {"a b", VIEW_LITERAL("x"), NULL, NULL},
    {"a\r\nPASS x", VIEW_LITERAL("x"), NULL, NULL},
    {"\xc3\xbc", VIEW_LITERAL("x"), NULL, NULL},
};

START_TEST(makes_two_lines)
{
	struct secret secret;
	const struct sasl_login login = {
	    .user = cases[_i].user, .secret = &secret};
	struct sasl_exchange *x;
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert(secret_set(&secret, cases[_i].password));
	ck_assert_int_eq(pop_user_command(&login, &x, &e),
	    cases[_i].first != NULL ? ERROR_NONE : ERROR_INPUT);
	if (cases[_i].first == NULL) {
		ck_assert_ptr_null(x);
		return;
	}
	ck_assert_int_eq(sasl_exchange_start(x, &out, &e), ERROR_NONE);
	ck_assert_view_eq(buf_view(&out), cases[_i].first);
	ck_assert(!sasl_exchange_sent_proof(x));
	buf_reset(&out);
	ck_assert_int_eq(
	    sasl_exchange_answer(x, view_of(""), &out, &e), ERROR_NONE);
	ck_assert_view_eq(buf_view(&out), cases[_i].second);
	sasl_exchange_free(&x);
	buf_clear(&out);
}
END_TEST

/* The longest of both, and a byte more. */
START_TEST(keeps_commands_short)
{
	char user[POP_COMMAND] = "", password[POP_COMMAND] = "";
	struct secret secret;
	const struct sasl_login login = {.user = user, .secret = &secret};
	struct sasl_exchange *x;
	struct error e;
	size_t longest = POP_COMMAND - sizeof("USER \r\n") + 1;

	memset(user, 'u', longest + (_i == 1));
	memset(password, 'p', longest + (_i == 2));
	ck_assert(secret_set(&secret, view_of(password)));
	ck_assert_int_eq(pop_user_command(&login, &x, &e),
	    _i == 0 ? ERROR_NONE : ERROR_INPUT);
	sasl_exchange_free(&x);
}
END_TEST

Suite *
user_command_suite(void)
{
	Suite *suite = suite_create("user command");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, makes_two_lines, 0, (int)COUNT(cases));
	tcase_add_loop_test(all, keeps_commands_short, 0, 3);
	suite_add_tcase(suite, all);
	return suite;
}
