/* SPDX-License-Identifier: ISC */
/* Tests of imap/login_command. */
#include "config.h"

#include "imap/login_command.h"
#include "imap/suites.h"

#define USER "alice@example.test"

static const struct {
	bool literal_plus;
	const char *password;
	const char *first, *second;
} cases[] = {
    {false, "simple", "LOGIN \"" USER "\" \"simple\"", ""},
    {false, "a\"b\\c {5}", "LOGIN \"" USER "\" \"a\\\"b\\\\c {5}\"", ""},
    {false, "gr\xc3\xbc\xc3\x9f", "LOGIN \"" USER "\" {6}",
	"gr\xc3\xbc\xc3\x9f\r\n"},
    {true, "gr\xc3\xbc\xc3\x9f",
	"LOGIN \"" USER "\" {6+}\r\ngr\xc3\xbc\xc3\x9f", ""},
};

START_TEST(quotes_or_counts)
{
	const char *second = cases[_i].second;
	struct secret secret;
	const struct sasl_login login = {.user = USER, .secret = &secret};
	struct sasl_exchange *x;
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert(secret_set(&secret, view_of(cases[_i].password)));
	ck_assert_int_eq(
	    imap_login_command(&login, cases[_i].literal_plus, &x, &e),
	    ERROR_NONE);
	ck_assert_int_eq(sasl_exchange_start(x, &out, &e), ERROR_NONE);
	ck_assert_view_eq(buf_view(&out), cases[_i].first);
	ck_assert(sasl_exchange_sent_proof(x) == (second[0] == '\0'));
	buf_reset(&out);
	ck_assert_int_eq(sasl_exchange_answer(x, view_of(""), &out, &e),
	    second[0] != '\0' ? ERROR_NONE : ERROR_PROTOCOL);
	ck_assert_view_eq(buf_view(&out), second);
	sasl_exchange_free(&x);
	buf_clear(&out);
}
END_TEST

START_TEST(refuses_a_user_that_ends_the_line)
{
	struct secret secret;
	const struct sasl_login login = {
	    .user = "a\r\nb LOGOUT", .secret = &secret};
	struct sasl_exchange *x;
	struct error e;

	ck_assert(secret_set(&secret, view_of("x")));
	ck_assert_int_eq(
	    imap_login_command(&login, false, &x, &e), ERROR_INPUT);
	ck_assert_ptr_null(x);
}
END_TEST

Suite *
login_command_suite(void)
{
	Suite *suite = suite_create("login command");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, quotes_or_counts, 0, (int)COUNT(cases));
	tcase_add_test(all, refuses_a_user_that_ends_the_line);
	suite_add_tcase(suite, all);
	return suite;
}
