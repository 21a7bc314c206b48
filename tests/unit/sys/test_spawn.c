/* SPDX-License-Identifier: ISC */
/* Tests of sys/spawn: what a child gets, and how it ends. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/io.h"
#include "sys/spawn.h"
#include "sys/suites.h"

/* Runs a shell script with its output in got; its wait status. */
static int
run(const char *script, char *got, size_t size)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct spawn s = {.path = "/bin/sh", .argv = argv, .fds = {-1, -1, -1}};
	struct error e;
	ssize_t n;
	int fds[2];
	pid_t pid;

	ck_assert(spawn_pipe(fds));
	s.fds[1] = fds[1];
	pid = spawn_start(&s, &e);
	ck_assert_int_gt(pid, 0);
	io_close(&fds[1]);
	n = io_read_some(fds[0], got, size - 1, deadline_in(60000));
	ck_assert_int_ge(n, 0);
	got[n] = '\0';
	io_close(&fds[0]);
	return spawn_wait(pid, deadline_in(60000));
}

START_TEST(inherits_nothing)
{
	char got[256], script[512];
	int kept = fcntl(0, F_DUPFD, 100);

	ck_assert_int_ge(kept, 100);
	setenv("LD_PRELOAD_TEST", "x", 1);
	signal(SIGPIPE, SIG_IGN);
	snprintf(script, sizeof(script),
	    "sig=$(grep SigIgn /proc/$$/status); "
	    "env=$(tr '\\0' '\\n' </proc/$$/environ); "
	    "for n in 0 1 2 %d; do [ -e /proc/$$/fd/$n ] && fds=\"$fds $n\"; "
	    "done; echo \"$fds\" ${sig##*0} \"$env\"",
	    kept);
	ck_assert_int_eq(run(script, got, sizeof(got)), 0);
	ck_assert_str_eq(got, " 0 1 2 \n");
	close(kept);
}
END_TEST

START_TEST(tells_its_status)
{
	char got[16];
	int status = run("exit 7", got, sizeof(got));

	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 7);
}
END_TEST

START_TEST(passes_more_fds)
{
	const char *const argv[] = {"sh", "-c", "echo x >&4", NULL};
	struct spawn s = {.path = "/bin/sh", .argv = argv, .fds = {-1, -1, -1}};
	struct error e;
	char got[2];
	int fds[2], more[2];

	ck_assert(spawn_pipe(fds));
	more[0] = fds[0];
	more[1] = fds[1];
	s.more = more;
	s.n_more = 2;
	ck_assert_int_gt(spawn_start(&s, &e), 0);
	close(fds[1]);
	ck_assert_int_eq(read(fds[0], got, sizeof(got)), 2);
	ck_assert_mem_eq(got, "x\n", 2);
	close(fds[0]);
}
END_TEST

START_TEST(reports_what_cannot_start)
{
	const char *const argv[] = {"none", NULL};
	struct spawn s = {
	    .path = "/nonexistent/none", .argv = argv, .fds = {-1, -1, -1}};
	struct error e;

	if (suite_in_valgrind())
		return;
	ck_assert_int_eq(spawn_start(&s, &e), -1);
	ck_assert_int_eq(e.code, ERROR_SYSTEM);
	ck_assert_str_eq(
	    e.text, "/nonexistent/none: No such file or directory");
}
END_TEST

START_TEST(kills_at_the_deadline)
{
	const char *const argv[] = {"sleep", "60", NULL};
	struct spawn s = {.path = "/bin/sleep",
	    .argv = argv,
	    .fds = {-1, -1, -1},
	    .new_session = true};
	struct error e;
	pid_t pid = spawn_start(&s, &e);

	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(spawn_wait(pid, deadline_in(1)), -1);
	ck_assert_int_eq(kill(pid, 0), -1);
}
END_TEST

/* Programs that ignore SIGCHLD or have closed 0 to 2 call us, too. */
START_TEST(works_in_odd_processes)
{
	const char *const argv[] = {"true", NULL};
	struct spawn s = {
	    .path = "/bin/true", .argv = argv, .fds = {-1, -1, -1}};
	struct error e;
	pid_t pid;

	signal(SIGCHLD, SIG_IGN);
	for (int i = 0; i < 3; i++)
		close(i);
	pid = spawn_start(&s, &e);
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(spawn_wait(pid, deadline_in(60000)), -1);
}
END_TEST

Suite *
spawn_suite(void)
{
	const TTest *const tests[] = {inherits_nothing, tells_its_status,
	    passes_more_fds, reports_what_cannot_start, kills_at_the_deadline,
	    works_in_odd_processes};

	return SUITE_OF("spawn", tests);
}
