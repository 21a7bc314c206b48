/* SPDX-License-Identifier: ISC */
/* Tests of the arguments of the module's line. */
#include "config.h"

#include <string.h>

#include "pam/suites.h"

START_TEST(prompts)
{
	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SUCCESS);
	ck_assert_str_eq(talk.prompt, "Password: ");
	app_arguments = "[prompt=Mail password: ]";
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SUCCESS);
	ck_assert_str_eq(talk.prompt, "Mail password: ");
}
END_TEST

/* None of them changes what is decided. */
START_TEST(others)
{
	static const char *const arguments[] = {"debug", "debug debug",
	    "nonsense", "try_first_pass", "authtok_type=Mail",
	    "prompt=", "use_authtok nonsense=1 %s%n"};

	for (size_t i = 0; i < COUNT(arguments); i++) {
		app_arguments = arguments[i];
		app_answer(ANSWER_SUCCESS);
		ck_assert_int_eq(
		    app_run("alice@example.com", AUTH, 0), PAM_SUCCESS);
		app_answer(ANSWER_REFUSED);
		ck_assert_int_eq(
		    app_run("alice@example.com", AUTH, 0), PAM_AUTH_ERR);
		ck_assert_int_eq(app_run("root", AUTH, 0), PAM_USER_UNKNOWN);
	}
}
END_TEST

/* Nobody has typed one before, and this stack asks for nothing else. */
START_TEST(first_password)
{
	app_answer(ANSWER_SUCCESS);
	app_arguments = "use_first_pass";
	ck_assert_int_ne(app_run("alice@example.com", AUTH, 0), PAM_SUCCESS);
	ck_assert_uint_eq(talk.prompts, 0);
	ck_assert_str_eq(app_request(), "");
}
END_TEST

Suite *
arguments_suite(void)
{
	const TTest *const tests[] = {prompts, others, first_password};

	return SCRATCH_SUITE("pam arguments", tests, app_make);
}
