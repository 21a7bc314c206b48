/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/reach.c: who is at postern-login's socket, if anybody. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pam/suites.h"

static void
check_nothing_sent(void)
{
	ck_assert_uint_eq(talk.prompts, 0);
	ck_assert_str_eq(app_prepared(), "");
	ck_assert_str_eq(app_request(), "");
}

/* Without a daemon root starts a process, before the prompt. */
START_TEST(none)
{
	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_ptr_nonnull(strstr(app_prepared(), "[] --once"));
	ck_assert_ptr_nonnull(strstr(app_request(), "[secret] --once"));
	app_be_ordinary();
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
	ck_assert_ptr_nonnull(strstr(app_log(), "no way to postern-login"));
	ck_assert_int_eq(app_run(APP_ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
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
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_ptr_nonnull(strstr(app_request(), "--once"));
	close(fd);
	unlink("login.sock");
	scratch_put("login.sock", "");
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	app_be_ordinary();
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
}
END_TEST

/* Who listens as somebody else gets no byte. */
START_TEST(stranger)
{
	app_answer(ANSWER_SUCCESS);
	app_serve(LISTENER_STRANGER);
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
	ck_assert_ptr_nonnull(strstr(app_prepared(), "--once"));
	ck_assert_ptr_nonnull(strstr(app_request(), "--once"));
	ck_assert_ptr_nonnull(strstr(app_log(), "who is neither root nor"));
	app_be_ordinary();
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
	ck_assert_int_eq(app_run(APP_ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
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
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
	app_stop();
	if (!root)
		return;
	app_serve(LISTENER_ROOT);
	unlink("passwd");
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_SUCCESS);
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
	app_start_clock();
	ck_assert_int_eq(app_run(APP_ALICE, ACCOUNT, 0), PAM_AUTHINFO_UNAVAIL);
	app_check_clock(APP_ANSWER_MS);
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
	app_start_clock();
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	app_check_clock(APP_SOCKET_MS);
	check_nothing_sent();
	ck_assert_ptr_nonnull(strstr(app_log(), "too many are waiting"));
	app_be_ordinary();
	ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	check_nothing_sent();
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
		ck_assert_int_eq(app_run(APP_ALICE, AUTH, 0), PAM_AUTH_ERR);
		ck_assert_int_eq(accept(fd, NULL, NULL), -1);
		ck_assert_int_eq(errno, EAGAIN);
		ck_assert_ptr_nonnull(strstr(app_log(), "unknown argument"));
		ck_assert_ptr_nonnull(strstr(app_log(), "evil.sock"));
	}
	app_stop();
}
END_TEST

Suite *
socket_suite(void)
{
	const TTest *const tests[] = {none, nobody_there, stranger, no_users,
	    never_accepted, no_room, others, argument};

	return SCRATCH_SUITE("pam socket", tests, app_make);
}
