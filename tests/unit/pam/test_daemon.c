/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/ask.c: what a daemon says, or does not, and when. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pam/suites.h"
#include "pam_imap/module.h"

/* The listener may note it after the module has gone. */
static void
wait_prepared(void)
{
	for (int i = 0; i < 60000 && app_prepared()[0] == '\0'; i++)
		usleep(1000);
	ck_assert_ptr_nonnull(strstr(app_prepared(), APP_ALICE));
}

/* Both phases, each verdict, for root and for anybody. */
START_TEST(every_verdict)
{
	char answer[16];

	app_serve(LISTENER_LOGIN);
	for (int v = 0; v < 2 * VERDICTS; v++) {
		enum verdict verdict = (enum verdict)(v % VERDICTS);

		if (v == VERDICTS)
			app_be_ordinary();
		snprintf(answer, sizeof(answer), "%u", verdict);
		app_answer(answer);
		ck_assert_int_eq(
		    app_run(APP_ALICE, AUTH, 0), module_pam_code(verdict));
		ck_assert_uint_eq(talk.prompts, 1);
		ck_assert_str_eq(app_prepared(),
		    "4 " APP_ALICE " 2000300001 test 192.0.2.1\\x0a ssh []"
		    " --serve");
		ck_assert_str_eq(app_request(),
		    "1 " APP_ALICE
		    " 2000300001 test 192.0.2.1\\x0a ssh [secret]"
		    " --serve");
		ck_assert_int_eq(
		    app_run(APP_ALICE, ACCOUNT, 0), module_pam_code(verdict));
		ck_assert_uint_eq(talk.prompts, 0);
		ck_assert_str_eq(app_prepared(), "");
		ck_assert_str_eq(app_request(),
		    "2 " APP_ALICE " 2000300001 test 192.0.2.1\\x0a ssh []"
		    " --serve");
	}
	app_stop();
}
END_TEST

/* A daemon that does not answer, or not as agreed, is no success. */
START_TEST(bad_answers)
{
	static const struct {
		const char *how;
		int code;
	} rows[] = {
	    {"die", PAM_AUTHINFO_UNAVAIL},
	    {"early", PAM_AUTHINFO_UNAVAIL},
	    {"hang", PAM_AUTHINFO_UNAVAIL},
	    {"rubbish", PAM_SYSTEM_ERR},
	    {"huge", PAM_SYSTEM_ERR},
	    {"99", PAM_SYSTEM_ERR},
	    {"1 \x1b[2J", PAM_SYSTEM_ERR},
	};

	app_serve(LISTENER_LOGIN);
	for (size_t i = 0; i < COUNT(rows); i++) {
		app_answer(rows[i].how);
		app_start_clock();
		ck_assert_msg(app_run(APP_ALICE, AUTH, 0) == rows[i].code, "%s",
		    rows[i].how);
		ck_assert_msg(app_run(APP_ALICE, ACCOUNT, 0) == rows[i].code,
		    "%s", rows[i].how);
		app_check_clock(2 * APP_ANSWER_MS);
	}
	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	app_stop();
}
END_TEST

/* A success that is cut short at any byte is none. */
START_TEST(cut_answers)
{
	char how[16];
	int n;

	app_serve(LISTENER_LOGIN);
	for (n = 0;; n++) {
		int code;

		snprintf(how, sizeof(how), "cut %d", n);
		app_answer(how);
		code = app_run(APP_ALICE, ACCOUNT, 0);
		if (code == PAM_SUCCESS)
			break;
		ck_assert_int_eq(
		    code, n == 0 ? PAM_AUTHINFO_UNAVAIL : PAM_SYSTEM_ERR);
	}
	/* Its three fields, and their heads. */
	ck_assert_int_eq(n,
	    8 + 3 * 5 + 8 + (int)strlen("A reply that is cut") +
		(int)strlen("because"));
	app_stop();
}
END_TEST

/* The person types while the daemon is restarted, or goes for ever. */
START_TEST(restarted)
{
	app_serve(LISTENER_LOGIN);
	app_answer("restart " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_uint_eq(talk.prompts, 1);
	ck_assert_ptr_nonnull(strstr(app_request(), "[secret] --serve"));
	app_answer("restart " ANSWER_REFUSED);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTH_ERR);
	app_answer("restart " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(APP_ALICE, ACCOUNT, 0), PAM_SUCCESS);
	/* Once more, and not for ever. */
	app_answer("restart restart " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(APP_ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
	app_answer("leave " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_uint_eq(talk.prompts, 1);
	ck_assert_ptr_nonnull(strstr(app_request(), "[secret] --once"));
	app_stop();
	app_be_ordinary();
	app_serve(LISTENER_LOGIN);
	app_answer("leave " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	ck_assert_str_eq(app_request(), "");
	app_stop();
}
END_TEST

/* No AUTH for what is no password. */
START_TEST(no_password)
{
	static const struct {
		const char *password;
		int code;
	} rows[] = {
	    {NULL, PAM_CONV_ERR},
	    {"", PAM_AUTH_ERR},
	    {"a\nb", PAM_AUTH_ERR},
	};

	app_answer(ANSWER_SUCCESS);
	app_serve(LISTENER_LOGIN);
	for (size_t i = 0; i < COUNT(rows); i++) {
		talk.password = rows[i].password;
		ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), rows[i].code);
		wait_prepared();
		ck_assert_str_eq(app_request(), "");
	}
	app_stop();
}
END_TEST

/* Each step is in the log, and the password nowhere; the daemon hears of it. */
START_TEST(debug)
{
	static const char *const steps[] = {"an address of ours",
	    "connected to postern-login", "connects ahead",
	    "there is a password", "says success: because",
	    "the answer is: Success"};

	app_answer(ANSWER_SUCCESS);
	app_serve(LISTENER_LOGIN);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_str_eq(app_log(), "");
	app_arguments = "debug";
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	for (size_t i = 0; i < COUNT(steps); i++)
		ck_assert_msg(
		    strstr(app_log(), steps[i]) != NULL, "%s", steps[i]);
	ck_assert_ptr_null(strstr(app_log(), "secret"));
	ck_assert_ptr_nonnull(strstr(app_prepared(), "[] debug"));
	ck_assert_ptr_nonnull(strstr(app_request(), "[secret] debug"));
	app_stop();
}
END_TEST

/* What the daemon says is not believed to be fit for a terminal. */
START_TEST(person)
{
	app_serve(LISTENER_LOGIN);
	app_answer(ANSWER_REFUSED " Caf\xc3\xa9 \xc2\x9b"
				  "31m \xe2\x80\xae \xff 100%s");
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTH_ERR);
	ck_assert_str_eq(talk.told, "Caf\xc3\xa9 ?31m ? ? 100%s");
	app_stop();
}
END_TEST

Suite *
daemon_suite(void)
{
	const TTest *const tests[] = {every_verdict, bad_answers, cut_answers,
	    restarted, no_password, debug, person};

	return SCRATCH_SUITE("pam daemon", tests, app_make);
}
