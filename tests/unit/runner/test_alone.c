/* SPDX-License-Identifier: ISC */
/* Tests of runners that nobody keeps running. */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/served.h"
#include "runner/suites.h"
#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/rouse.h"
#include "sendmail-shim/postern-queue/idle.h"
#include "sendmail-shim/postern-queue/once.h"
#include "sys/io.h"
#include "sys/spawn.h"

#define SENDER "alice@example.com"
#define FIRST "0006000000000000-00000000000000a1"

/* One request in another process over a pair of sockets; its code. */
static int
ask_once(struct stage *s, void (*serve)(struct stage *s, int fd),
    enum control_frame request)
{
	const struct control_query q = {.id = FIRST};
	const struct ask_ear ear = {.arg = NULL};
	int pair[2], status;
	struct error e;
	pid_t pid;

	ck_assert(spawn_socketpair(pair));
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		_exit((int)ask_over(pair[1], request, &q, &ear, &e));
	}
	close(pair[1]);
	serve(s, pair[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

static void
serve(struct stage *s, int fd)
{
	once_serve(s->runner, fd);
}

static void
refuse(struct stage *s, int fd)
{
	const struct error e = {ERROR_EXISTS, "another runner is at work"};

	(void)s;
	once_refuse(fd, &e);
	close(fd);
}

/* Mail is taken in, so that it can be held, and nothing is sent. */
START_TEST(serves_once_and_sends_nothing)
{
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_DROP_NEW, FIRST, SENDER, "bob@x.y");
	stage_start(&s);
	ck_assert_int_eq(ask_once(&s, serve, CONTROL_HOLD), ERROR_NONE);
	ck_assert_uint_eq(stage_count(&s, SPOOL_HOLD), 1);
	ck_assert_int_eq(ask_once(&s, serve, CONTROL_RELEASE), ERROR_NONE);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	ck_assert_int_eq(ask_once(&s, serve, CONTROL_RELEASE), ERROR_DENIED);
	ck_assert_int_eq(ask_once(&s, refuse, CONTROL_HOLD), ERROR_DENIED);
	ck_assert_uint_eq(stage_got(&s, "bob"), 0);
	stage_clear(&s);
}
END_TEST

/* What is due is not sent, and is no reason not to wait for the client. */
START_TEST(waits_while_it_sends_nothing)
{
	struct stage s;
	int64_t start;
	int pair[2];

	stage_init(&s);
	stage_put(&s, SPOOL_QUEUE, FIRST, SENDER, "bob@x.y");
	stage_start(&s);
	runner_stop(s.runner);
	runner_turn(s.runner, 0);
	ck_assert(spawn_socketpair(pair));
	server_adopt(s.runner, pair[0]);
	start = deadline_now();
	runner_turn(s.runner, 200);
	ck_assert_int_ge(deadline_now() - start, 150 * 1000000);
	close(pair[1]);
	stage_clear(&s);
}
END_TEST

START_TEST(ends_when_there_is_no_work)
{
	struct served v;
	struct idle idle;
	struct error e;

	served_init(&v);
	idle = (struct idle){&v.s.config.listener, &v.lock, 0};
	stage_script(&v.s, 0, "fail 0");
	stage_start(&v.s);
	stage_put(&v.s, SPOOL_DROP_NEW, FIRST, SENDER, "bob@x.y");
	stage_run(&v.s);
	for (int i = 0; i < 3 * IDLE_SECONDS; i++) {
		stage_clock.mono++;
		ck_assert(!idle_over(&idle, v.s.runner));
	}
	ck_assert_int_eq(served_do(&v, CONTROL_DELETE, FIRST, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, " done\n"), 1);
	for (int i = 0; i < 10; i++)
		runner_turn(v.s.runner, 0);
	ck_assert(!idle_over(&idle, v.s.runner));
	stage_clock.mono += IDLE_SECONDS - 1;
	runner_turn(v.s.runner, 0);
	ck_assert(!idle_over(&idle, v.s.runner));
	stage_clock.mono++;
	runner_turn(v.s.runner, 0);
	ck_assert(idle_over(&idle, v.s.runner));
	ck_assert_int_eq(ask_dial(v.socket, &e), -1);
	ck_assert_int_eq(e.code, ERROR_NOTFOUND);
	served_clear(&v);
}
END_TEST

/* What came between the last turn and the closed socket is still sent. */
START_TEST(looks_once_more_before_it_ends)
{
	struct served v;
	struct idle idle;

	served_init(&v);
	idle = (struct idle){&v.s.config.listener, &v.lock, 0};
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert(!idle_over(&idle, v.s.runner));
	stage_clock.mono += IDLE_SECONDS;
	runner_turn(v.s.runner, 0);
	stage_put(&v.s, SPOOL_DROP_NEW, FIRST, SENDER, "bob@x.y");
	ck_assert(!idle_over(&idle, v.s.runner));
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	served_clear(&v);
}
END_TEST

/* What is done to a directory of the spool; it may come back, as another. */
static const struct {
	const char *dir;
	bool again;
	int after; /* seconds at most until that is seen */
} removed[] = {
    {"queue", false, 0},
    {"queue", true, 0},
    {"drop", false, 0},
    {"drop/new", true, 60},
    {"hold", true, 0},
};

/* A runner cannot go on without its spool, whatever waits in it. */
START_TEST(ends_when_its_spool_is_gone)
{
	char dir[2 * STAGE_PATH], away[3 * STAGE_PATH];
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 0");
	stage_put(&s, SPOOL_DROP_NEW, FIRST, SENDER, "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	snprintf(dir, sizeof(dir), "%s/%s", s.root, removed[_i].dir);
	snprintf(away, sizeof(away), "%s.away", dir);
	ck_assert_int_eq(rename(dir, away), 0);
	if (removed[_i].again)
		ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert(!runner_stopped(s.runner));
	stage_clock.mono += removed[_i].after;
	runner_turn(s.runner, 0);
	runner_turn(s.runner, 0);
	ck_assert(s.runner->lost && runner_stopped(s.runner));
	ck_assert_uint_eq(stage_said(&s, "it was removed while"), 1);
	ck_assert_uint_eq(stage_said(&s, dir), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(is_roused_only_where_nobody_is)
{
	struct served v;

	served_init(&v);
	ck_assert_int_eq(
	    rouse_runner(v.socket, "/nonexistent/program"), ROUSE_THERE);
	io_close(&v.s.config.listener);
	/* valgrind's fork has a failed exec look like a start. */
	if (!suite_in_valgrind())
		ck_assert_int_eq(rouse_runner(v.socket, "/nonexistent/program"),
		    ROUSE_ABSENT);
	if (getuid() == 0 && access("/run/systemd/system", F_OK) != 0)
		ck_assert_int_eq(
		    rouse_runner(v.socket, "/bin/true"), ROUSE_STARTED);
	while (waitpid(-1, NULL, 0) > 0)
		;
	served_clear(&v);
}
END_TEST

Suite *
alone_suite(void)
{
	const TTest *const tests[] = {serves_once_and_sends_nothing,
	    waits_while_it_sends_nothing, ends_when_there_is_no_work,
	    looks_once_more_before_it_ends, is_roused_only_where_nobody_is};

	Suite *suite = STAGE_SUITE_OF("alone", tests);
	TCase *lost = tcase_create("lost");

	tcase_set_timeout(lost, STAGE_TIMEOUT);
	tcase_add_loop_test(
	    lost, ends_when_its_spool_is_gone, 0, COUNT(removed));
	suite_add_tcase(suite, lost);
	return suite;
}
