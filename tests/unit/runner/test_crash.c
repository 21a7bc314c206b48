/* SPDX-License-Identifier: ISC */
/*
 * Tests of the runner: killed at each of its system calls, before and after
 * it, and started again, it loses nothing and repeats at most what was in
 * flight.
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"

/* Calls until the process ends; 0: it lives. */
static unsigned crash_at;

static void
crash_point(void)
{
	if (crash_at != 0 && --crash_at == 0)
		raise(SIGKILL);
}

/* The linker sends the runner's calls here (--wrap). */
#define WRAP(type, name, parameters, arguments)   \
	type __real_##name parameters;            \
	type __wrap_##name parameters;            \
	type __wrap_##name parameters             \
	{                                         \
		type result;                      \
                                                  \
		crash_point();                    \
		result = __real_##name arguments; \
		crash_point();                    \
		return result;                    \
	}

WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, unlinkat, (int dir, const char *path, int flags), (dir, path, flags))
WRAP(int, renameat, (int d1, const char *p1, int d2, const char *p2),
    (d1, p1, d2, p2))
WRAP(int, renameat2,
    (int d1, const char *p1, int d2, const char *p2, unsigned flags),
    (d1, p1, d2, p2, flags))
WRAP(ssize_t, send, (int fd, const void *p, size_t n, int flags),
    (fd, p, n, flags))
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags),
    (fd, m, flags))
WRAP(ssize_t, recv, (int fd, void *p, size_t n, int flags), (fd, p, n, flags))

/* Who must get how much, however often the runner was killed. */
static const struct {
	const char *recipient;
	unsigned once; /* deliveries without a crash */
} expected[] = {
    {"to=<a@x.y>", 1},
    {"to=<admin@example.com>", 1},
    {"to=<b@x.y>", 1},
    {"to=<c@x.y>", 1},
    {"to=<bounced@x.y>", 1},
    {"from=<> to=<alice@example.com>", 1},
};

static void
put_messages(struct stage *s)
{
	stage_drop(s, "alice@example.com", "a@x.y root");
	stage_drop(s, "alice@example.com", "b@x.y deferred@x.y");
	stage_drop(s, "alice@example.com", "bounced@x.y c@x.y");
}

/* A runner's life in a process of its own; its wait status. */
static int
live(struct stage *s, unsigned until)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		crash_at = until;
		stage_start(s);
		stage_run(s);
		crash_at = 0;
		stage_stop(s);
		_exit(0);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

/* Kills it at one place; false when it came through. */
static bool
try_place(unsigned place)
{
	struct stage s;
	int status;

	stage_init(&s);
	s.config.lock_wait_ms = 3000;
	put_messages(&s);
	status = live(&s, place);
	ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	stage_clock.wall += 2 * SCHEDULE_LONGEST;
	stage_clock.mono += 2 * SCHEDULE_LONGEST;
	ck_assert_int_eq(live(&s, 0), 0);
	for (size_t i = 0; i < COUNT(expected); i++) {
		unsigned n = stage_got(&s, expected[i].recipient);

		ck_assert_msg(n >= expected[i].once && n <= 2,
		    "killed at call %u: %u times %s", place, n,
		    expected[i].recipient);
	}
	ck_assert_uint_eq(stage_count(&s, SPOOL_DROP_NEW), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_CORRUPT), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 0);
	ck_assert_uint_ge(stage_said(&s, "to=<deferred@x.y> relay=one"), 1);
	stage_clear(&s);
	return WIFSIGNALED(status);
}

START_TEST(loses_nothing_killed_anywhere)
{
	unsigned place = 1, step = suite_in_valgrind() ? 11 : 1;

	while (try_place(place))
		place += step;
	ck_assert_uint_gt(place, 50);
}
END_TEST

/* Killed again and again, at other places each time. */
START_TEST(loses_nothing_killed_often)
{
	struct stage s;

	stage_init(&s);
	s.config.lock_wait_ms = 3000;
	put_messages(&s);
	for (unsigned place = 3; WIFSIGNALED(live(&s, place)); place += 7)
		ck_assert_uint_lt(place, 1000);
	for (size_t i = 0; i < COUNT(expected); i++)
		ck_assert_uint_ge(stage_got(&s, expected[i].recipient), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_CORRUPT), 0);
	stage_clear(&s);
}
END_TEST

Suite *
crash_suite(void)
{
	Suite *suite = suite_create("crash");
	TCase *all = tcase_create("all");

	tcase_set_timeout(all, STAGE_TIMEOUT);
	tcase_add_test(all, loses_nothing_killed_anywhere);
	tcase_add_test(all, loses_nothing_killed_often);
	suite_add_tcase(suite, all);
	return suite;
}
