/* SPDX-License-Identifier: ISC */
/* Tests of asking for a password on a terminal. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "admin/password.h"
#include "admin/suites.h"
#include "sys/deadline.h"
#include "sys/io.h"

/* Milliseconds until something that comes at once counts as not coming. */
#define PATIENCE 20000

/* A terminal whose other end is the test's, and a pipe for the prompt. */
struct terminal {
	int near;
	int far;
	int prompt[2];
};

static void
terminal_open(struct terminal *t)
{
	t->near = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(t->near, 0);
	ck_assert(grantpt(t->near) == 0 && unlockpt(t->near) == 0);
	t->far = open(ptsname(t->near), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(t->far, 0);
	ck_assert_int_eq(pipe2(t->prompt, O_CLOEXEC), 0);
}

/* So that whoever writes a prompt waits until somebody reads. */
static void
fill(int fd)
{
	const char dots[4096] = {'.'};
	int flags = fcntl(fd, F_GETFL);

	ck_assert_int_eq(fcntl(fd, F_SETFL, flags | O_NONBLOCK), 0);
	while (write(fd, dots, sizeof(dots)) > 0 || write(fd, dots, 1) > 0)
		;
	ck_assert_int_eq(fcntl(fd, F_SETFL, flags), 0);
}

/* What is typed takes its time to where it can be read. */
static void
type_ahead(const struct terminal *t, const char *text)
{
	struct pollfd there = {.fd = t->far, .events = POLLIN};

	ck_assert_int_eq(write(t->near, text, strlen(text)), (int)strlen(text));
	ck_assert_int_eq(poll(&there, 1, PATIENCE), 1);
}

/* Another process that asks; its status is 0 when it is told "right". */
static pid_t
ask(const struct terminal *t)
{
	struct secret typed;
	struct error e;
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	alarm(2 * PATIENCE / 1000);
	dup2(t->far, STDIN_FILENO);
	dup2(t->prompt[1], STDERR_FILENO);
	if (password_read("?", &typed, &e) != ERROR_NONE)
		_exit(2);
	_exit(view_eq_str(secret_view(&typed), "right") ? 0 : 1);
}

static bool
shows_what_is_typed(const struct terminal *t)
{
	struct termios now;

	ck_assert_int_eq(tcgetattr(t->near, &now), 0);
	return (now.c_lflag & ECHO) != 0;
}

static void
wait_until_hidden(const struct terminal *t)
{
	struct deadline d = deadline_in(PATIENCE);

	while (shows_what_is_typed(t) && !deadline_passed(d))
		usleep(1000);
	ck_assert(!shows_what_is_typed(t));
}

static void
wait_for_prompt(int fd)
{
	char said = '\0';

	while (said != '?')
		ck_assert_int_eq(
		    io_read_some(fd, &said, 1, deadline_in(PATIENCE)), 1);
}

/* The prompt comes when nothing is shown any more, and nothing of before it
 * counts; who types what they are asked for at once loses nothing. */
START_TEST(hides_before_it_asks)
{
	struct terminal t;
	int status;
	pid_t pid;

	terminal_open(&t);
	fill(t.prompt[1]);
	type_ahead(&t, "early\n");
	pid = ask(&t);
	ck_assert_int_ge(pid, 0);
	wait_until_hidden(&t);
	wait_for_prompt(t.prompt[0]);
	ck_assert_int_eq(write(t.near, "right\n", 6), 6);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert(shows_what_is_typed(&t));
	close(t.near);
	close(t.far);
	close(t.prompt[0]);
	close(t.prompt[1]);
}
END_TEST

Suite *
password_suite(void)
{
	Suite *suite = suite_create("password");
	TCase *all = tcase_create("all");

	tcase_set_timeout(all, 3 * PATIENCE / 1000);
	tcase_add_test(all, hides_before_it_asks);
	suite_add_tcase(suite, all);
	return suite;
}
