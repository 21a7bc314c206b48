/* SPDX-License-Identifier: ISC */
/* Tests of the way to postern-login: its socket, and whatever is there. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pam/suites.h"
#include "pam_imap/module.h"
#include "sys/deadline.h"

#define ALICE "alice@example.com"
#define ANSWER_MS 1000
/* Beyond the module's own deadlines: this machine may be busy. */
#define SLACK_MS 3000

static int64_t began;

static void
start_clock(void)
{
	began = deadline_now();
}

static void
check_clock(int64_t at_most_ms)
{
	int64_t took = (deadline_now() - began) / 1000000;

	ck_assert_msg(
	    took <= at_most_ms + SLACK_MS, "it took %lld ms", (long long)took);
}

static void
check_nothing_sent(void)
{
	ck_assert_uint_eq(talk.prompts, 0);
	ck_assert_str_eq(app_prepared(), "");
	ck_assert_str_eq(app_request(), "");
}

/* The listener may note it after the module has gone. */
static void
wait_prepared(void)
{
	for (int i = 0; i < SLACK_MS && app_prepared()[0] == '\0'; i++)
		usleep(1000);
	ck_assert_ptr_nonnull(strstr(app_prepared(), ALICE));
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
		    app_run(ALICE, AUTH, 0), module_pam_code(verdict));
		ck_assert_uint_eq(talk.prompts, 1);
		ck_assert_str_eq(app_prepared(),
		    "4 " ALICE " 2000300001 test 192.0.2.1\\x0a ssh []"
		    " --serve");
		ck_assert_str_eq(app_request(),
		    "1 " ALICE " 2000300001 test 192.0.2.1\\x0a ssh [secret]"
		    " --serve");
		ck_assert_int_eq(
		    app_run(ALICE, ACCOUNT, 0), module_pam_code(verdict));
		ck_assert_uint_eq(talk.prompts, 0);
		ck_assert_str_eq(app_prepared(), "");
		ck_assert_str_eq(app_request(),
		    "2 " ALICE " 2000300001 test 192.0.2.1\\x0a ssh []"
		    " --serve");
	}
	app_stop();
}
END_TEST

/* Without a daemon root starts a process, before the prompt. */
START_TEST(none)
{
	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_ptr_nonnull(strstr(app_prepared(), "[] --once"));
	ck_assert_ptr_nonnull(strstr(app_request(), "[secret] --once"));
	app_be_ordinary();
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
	ck_assert_ptr_nonnull(strstr(app_log(), "no way to postern-login"));
	ck_assert_int_eq(app_run(ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
}
END_TEST

/* What is left of a daemon that died is nobody; nor is another file. */
START_TEST(nobody_there)
{
	const struct sockaddr_un a = {AF_UNIX, "login.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_ptr_nonnull(strstr(app_request(), "--once"));
	close(fd);
	unlink("login.sock");
	scratch_put("login.sock", "");
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
	app_be_ordinary();
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
}
END_TEST

/* Who listens as somebody else gets no byte. */
START_TEST(stranger)
{
	app_answer(ANSWER_SUCCESS);
	app_serve(LISTENER_STRANGER);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_ptr_nonnull(strstr(app_prepared(), "--once"));
	ck_assert_ptr_nonnull(strstr(app_request(), "--once"));
	ck_assert_ptr_nonnull(strstr(app_log(), "who is neither root nor"));
	app_be_ordinary();
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
	ck_assert_int_eq(app_run(ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
	app_stop();
}
END_TEST

/* Without its user's name, only root can be postern-login. */
START_TEST(no_users)
{
	bool root = geteuid() == 0;

	app_be_ordinary();
	app_answer(ANSWER_SUCCESS);
	app_serve(LISTENER_LOGIN);
	unlink("passwd");
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
	app_stop();
	if (!root)
		return;
	app_serve(LISTENER_ROOT);
	unlink("passwd");
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
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
		start_clock();
		ck_assert_msg(
		    app_run(ALICE, AUTH, 0) == rows[i].code, "%s", rows[i].how);
		ck_assert_msg(app_run(ALICE, ACCOUNT, 0) == rows[i].code, "%s",
		    rows[i].how);
		check_clock(2 * ANSWER_MS);
	}
	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
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
		code = app_run(ALICE, ACCOUNT, 0);
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

/* Nobody takes what has been connected. */
START_TEST(never_accepted)
{
	const struct sockaddr_un a = {AF_UNIX, "login.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	app_serve(LISTENER_LOGIN); /* for passwd */
	app_stop();
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	start_clock();
	ck_assert_int_eq(app_run(ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
	check_clock(ANSWER_MS);
	close(fd);
}
END_TEST

/* Its queue is full: root does not go around it. */
START_TEST(no_room)
{
	const struct sockaddr_un a = {AF_UNIX, "login.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), more;

	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	do
		more = socket(
		    AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	while (connect(more, (const struct sockaddr *)&a, sizeof(a)) == 0);
	ck_assert_int_eq(errno, EAGAIN);
	app_answer(ANSWER_SUCCESS);
	start_clock();
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_clock(300);
	check_nothing_sent();
	ck_assert_ptr_nonnull(strstr(app_log(), "too many are waiting"));
	app_be_ordinary();
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
}
END_TEST

/* The person types while the daemon is restarted, or goes for ever. */
START_TEST(restarted)
{
	app_serve(LISTENER_LOGIN);
	app_answer("restart " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_uint_eq(talk.prompts, 1);
	ck_assert_ptr_nonnull(strstr(app_request(), "[secret] --serve"));
	app_answer("restart " ANSWER_REFUSED);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTH_ERR);
	app_answer("restart " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(ALICE, ACCOUNT, 0), PAM_SUCCESS);
	/* Once more, and not for ever. */
	app_answer("restart restart " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
	app_answer("leave " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_uint_eq(talk.prompts, 1);
	ck_assert_ptr_nonnull(strstr(app_request(), "[secret] --once"));
	app_stop();
	app_be_ordinary();
	app_serve(LISTENER_LOGIN);
	app_answer("leave " ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
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
		ck_assert_int_eq(app_run(ALICE, AUTH, 0), rows[i].code);
		wait_prepared();
		ck_assert_str_eq(app_request(), "");
	}
	app_stop();
}
END_TEST

/* Who is none of ours is not asked about anywhere. */
START_TEST(others)
{
	app_answer(ANSWER_SUCCESS);
	app_serve(LISTENER_LOGIN);
	ck_assert_int_eq(app_run("root", AUTH, 0), PAM_USER_UNKNOWN);
	check_nothing_sent();
	ck_assert_int_eq(app_run("tina", AUTH, 0), PAM_USER_UNKNOWN);
	check_nothing_sent();
	app_stop();
}
END_TEST

/* No argument names another socket. */
START_TEST(argument)
{
	static const char *const arguments[] = {"socket=evil.sock",
	    "login_socket=evil.sock", "evil.sock", "socket evil.sock"};
	const struct sockaddr_un a = {AF_UNIX, "evil.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	app_answer(ANSWER_REFUSED);
	app_serve(LISTENER_LOGIN);
	for (size_t i = 0; i < COUNT(arguments); i++) {
		app_arguments = arguments[i];
		ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTH_ERR);
		ck_assert_int_eq(accept(fd, NULL, NULL), -1);
		ck_assert_int_eq(errno, EAGAIN);
		ck_assert_ptr_nonnull(strstr(app_log(), "unknown argument"));
		ck_assert_ptr_nonnull(strstr(app_log(), "evil.sock"));
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
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_str_eq(app_log(), "");
	app_arguments = "debug";
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_SUCCESS);
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
	ck_assert_int_eq(app_run(ALICE, AUTH, 0), PAM_AUTH_ERR);
	ck_assert_str_eq(talk.told, "Caf\xc3\xa9 ?31m ? ? 100%s");
	app_stop();
}
END_TEST

Suite *
socket_suite(void)
{
	const TTest *const tests[] = {every_verdict, none, nobody_there,
	    stranger, no_users, bad_answers, cut_answers, never_accepted,
	    no_room, restarted, no_password, others, argument, debug, person};

	return SCRATCH_SUITE("pam socket", tests, app_make);
}
