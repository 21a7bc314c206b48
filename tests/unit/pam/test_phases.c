/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/phases.c: passwords, answers and what a person sees. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "pam/suites.h"
#include "pam_imap/module.h"
#include "pam_imap/protocol.h"

START_TEST(every_answer)
{
	char answer[16];

	for (int v = 0; v < VERDICTS; v++) {
		snprintf(answer, sizeof(answer), "%d", v);
		app_answer(answer);
		ck_assert_int_eq(app_run("alice@example.com", AUTH, 0),
		    module_pam_code((enum verdict)v));
		ck_assert_uint_eq(talk.prompts, 1);
		ck_assert_str_eq(app_user, "alice@example.com");
		ck_assert_str_eq(app_request(),
		    "1 alice@example.com 2000300001 test 192.0.2.1\\x0a ssh "
		    "[secret] --once");
	}
}
END_TEST

START_TEST(local_account)
{
	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(app_run("bob", AUTH, 0), PAM_SUCCESS);
	ck_assert_str_eq(app_user, "bob");
	ck_assert_ptr_nonnull(strstr(app_request(), "1 bob 1001 "));
	/* The account is the host's: its account and password phases too. */
	ck_assert_int_eq(app_run("bob", ACCOUNT, 0), PAM_USER_UNKNOWN);
	ck_assert_str_eq(app_request(), "");
	ck_assert_int_eq(app_run("bob", PASSWORD, 0), PAM_USER_UNKNOWN);
}
END_TEST

/* A denied address is asked like any other; postern-login refuses it. */
START_TEST(denied)
{
	app_answer(ANSWER_NOT_PERMITTED);
	ck_assert_int_eq(app_run("gone@example.com", AUTH, 0), PAM_PERM_DENIED);
	ck_assert_uint_eq(talk.prompts, 1);
	ck_assert_int_eq(
	    app_run("gone@example.com", ACCOUNT, 0), PAM_PERM_DENIED);
}
END_TEST

START_TEST(account)
{
	char answer[16];

	for (int v = 0; v < VERDICTS; v++) {
		snprintf(answer, sizeof(answer), "%d", v);
		app_answer(answer);
		ck_assert_int_eq(app_run("alice@example.com", ACCOUNT, 0),
		    module_pam_code((enum verdict)v));
		ck_assert_uint_eq(talk.prompts, 0);
		ck_assert_str_eq(app_request(),
		    "2 alice@example.com 2000300001 test 192.0.2.1\\x0a ssh [] "
		    "--once");
	}
}
END_TEST

/* What cannot be a password is refused here, and sent nowhere. */
START_TEST(passwords)
{
	char longest[LIMIT_PASSWORD + 1];

	memset(longest, 'x', sizeof(longest));
	longest[LIMIT_PASSWORD] = '\0';
	const struct {
		const char *password;
		int code;
	} rows[] = {
	    {"", PAM_AUTH_ERR},
	    {"a\nb", PAM_AUTH_ERR},
	    {"a\rb", PAM_AUTH_ERR},
	    {"\b\n\r\177INCORRECT", PAM_AUTH_ERR},
	    {NULL, PAM_CONV_ERR},
	    {longest, PAM_SUCCESS},
	    {" \"'\\ \xc3\xa9", PAM_SUCCESS},
	};

	app_answer(ANSWER_SUCCESS);
	for (size_t i = 0; i < COUNT(rows); i++) {
		talk.password = rows[i].password;
		ck_assert_msg(
		    app_run("alice@example.com", AUTH, 0) == rows[i].code,
		    "row %zu", i);
		ck_assert_int_eq(
		    app_request()[0] != '\0', rows[i].code == PAM_SUCCESS);
		if (rows[i].code == PAM_SUCCESS)
			ck_assert_ptr_nonnull(
			    strstr(app_request(), rows[i].password));
	}
}
END_TEST

START_TEST(person)
{
	app_answer(ANSWER_REFUSED " Your password has expired.");
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_AUTH_ERR);
	ck_assert_str_eq(talk.told, "Your password has expired.");
	ck_assert_int_eq(talk.style, PAM_ERROR_MSG);
	app_run("alice@example.com", AUTH, (int)PAM_SILENT);
	ck_assert_str_eq(talk.told, "");
	app_answer(ANSWER_SUCCESS " Maintenance 100%s tonight");
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SUCCESS);
	ck_assert_str_eq(talk.told, "Maintenance 100%s tonight");
	ck_assert_int_eq(talk.style, PAM_TEXT_INFO);
}
END_TEST

START_TEST(password_change)
{
	ck_assert_int_eq(
	    app_run("alice@example.com", PASSWORD, 0), PAM_PERM_DENIED);
	ck_assert_ptr_nonnull(strstr(talk.told, "mail provider"));
	ck_assert_uint_eq(talk.prompts, 0);
	ck_assert_str_eq(app_request(), "");
}
END_TEST

START_TEST(nothing_to_do)
{
	static const char *const names[] = {
	    "alice@example.com", "root", "bob", "eve@example.com"};

	scratch_put("accounts", "");
	for (size_t i = 0; i < COUNT(names); i++) {
		ck_assert_int_eq(
		    app_run(names[i], CREDENTIALS, (int)PAM_ESTABLISH_CRED),
		    PAM_SUCCESS);
		ck_assert_int_eq(app_run(names[i], SESSION, 0), PAM_SUCCESS);
	}
}
END_TEST

/* Whatever becomes of postern-login, it is no success and no long wait. */
START_TEST(bad_answers)
{
	static const struct {
		const char *how;
		int code;
	} rows[] = {
	    {"die", PAM_SYSTEM_ERR},
	    {"early", PAM_SYSTEM_ERR},
	    {"rubbish", PAM_SYSTEM_ERR},
	    {"99", PAM_SYSTEM_ERR},
	    {"hang", PAM_AUTHINFO_UNAVAIL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		app_answer(rows[i].how);
		ck_assert_msg(
		    app_run("alice@example.com", AUTH, 0) == rows[i].code, "%s",
		    rows[i].how);
	}
}
END_TEST

Suite *
phases_suite(void)
{
	const TTest *const tests[] = {every_answer, local_account, denied,
	    account, passwords, person, password_change, nothing_to_do,
	    bad_answers};

	return SCRATCH_SUITE("pam phases", tests, app_make);
}
