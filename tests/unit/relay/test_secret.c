/* SPDX-License-Identifier: ISC */
/* Tests of flow/relay_secret.c. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow/relay_secret.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static char *words[] = {(char *)"/bin/true", NULL};
static struct conf_relay token = {.token_command = words},
			 password = {.password_command = words};

static const struct {
	const struct conf_relay *relay;
	const char *printed;
	const char *secret; /* NULL: refused */
	uint64_t seconds;
	const char *why;
} cases[] = {
    {&password, "a b", "a b", 0, NULL},
    {&password, "a\n", "a", 0, NULL},
    {&password, "a\r\nsecond\n", "a", 0, NULL},
    {&password, " a ", " a ", 0, NULL},
    {&password, "a\n0\n", "a", 0, NULL},
    {&password, "", NULL, 0, "is empty"},
    {&password, "\na", NULL, 0, "is empty"},
    {&password, "\r\na", NULL, 0, "is empty"},
    {&token, "ya29.x", "ya29.x", 0, NULL},
    {&token, "ya29.x\n", "ya29.x", 0, NULL},
    {&token, "ya29.x\n\n5\n", "ya29.x", 0, NULL},
    {&token, "ya29.x\n3600\n", "ya29.x", 3600, NULL},
    {&token, "ya29.x\r\n 3600 \r\nmore", "ya29.x", 3600, NULL},
    {&token, "ya29.x\n3600", "ya29.x", 3600, NULL},
    {&token, "", NULL, 0, "is empty"},
    {&token, "two words\n3600\n", NULL, 0, "is no token"},
    {&token, "ya29\001x\n", NULL, 0, "is no token"},
    {&token, "ya29.x\n0\n", NULL, 0, "has expired"},
    {&token, "ya29.x\n-1\n", NULL, 0, "is not the number of seconds"},
    {&token, "ya29.x\nnull\n", NULL, 0, "is not the number of seconds"},
    {&token, "ya29.x\n3600s\n", NULL, 0, "is not the number of seconds"},
    {&token, "ya29.x\n99999999999999999999\n", NULL, 0, "is not the number"},
};

START_TEST(parses_what_is_printed)
{
	struct view printed = view_of(cases[_i].printed);
	bool good = cases[_i].secret != NULL;
	struct secret secret;
	struct error e;
	uint64_t seconds = 7;
	enum error_code code;

	secret_init(&secret);
	error_clear(&e);
	code =
	    relay_secret_parse(cases[_i].relay, printed, &secret, &seconds, &e);
	ck_assert_int_eq(code, good ? ERROR_NONE : ERROR_SETTINGS);
	if (!good) {
		ck_assert_msg(
		    strstr(e.text, cases[_i].why) != NULL, "%s", e.text);
		ck_assert_ptr_null(strstr(e.text, "ya29"));
		return;
	}
	ck_assert(view_eq_str(secret_view(&secret), cases[_i].secret));
	ck_assert_uint_eq(seconds, cases[_i].seconds);
}
END_TEST

/* Bytes of any length, up to more than a secret can be. */
START_TEST(bounds_what_is_printed)
{
	static char text[LIMIT_SECRET + 2];
	struct secret secret;
	struct error e;
	uint64_t seconds;

	memset(text, 'x', sizeof(text));
	secret_init(&secret);
	for (size_t n = LIMIT_SECRET - 1; n <= sizeof(text); n++)
		ck_assert_int_eq(relay_secret_parse(&token, view_make(text, n),
				     &secret, &seconds, &e),
		    n <= LIMIT_SECRET ? ERROR_NONE : ERROR_SETTINGS);
}
END_TEST

START_TEST(finds_files)
{
	struct conf_relay file = {.password_file = (char *)"/etc/p"},
			  credential = {.password_credential = (char *)"relay"};
	char path[64], small[8];
	struct error e;

	ck_assert_ptr_null(relay_secret_command(&file));
	ck_assert_ptr_null(relay_secret_command(&credential));
	ck_assert_ptr_eq(relay_secret_command(&token), words);
	ck_assert_ptr_eq(relay_secret_command(&password), words);
	ck_assert_int_eq(
	    relay_secret_path(&file, NULL, path, sizeof(path), &e), ERROR_NONE);
	ck_assert_str_eq(path, "/etc/p");
	ck_assert_int_eq(
	    relay_secret_path(&credential, "/run/c", path, sizeof(path), &e),
	    ERROR_NONE);
	ck_assert_str_eq(path, "/run/c/relay");
	ck_assert_int_eq(
	    relay_secret_path(&credential, NULL, path, sizeof(path), &e),
	    ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "LoadCredential=relay:"));
	ck_assert_int_eq(
	    relay_secret_path(&credential, "/run/c", small, sizeof(small), &e),
	    ERROR_SETTINGS);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("relay secret");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(all, parses_what_is_printed, 0, (int)COUNT(cases));
	tcase_add_test(all, bounds_what_is_printed);
	tcase_add_test(all, finds_files);
	suite_add_tcase(suite, all);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
