/* SPDX-License-Identifier: ISC */
/*
 * Tests of the runner: killed at each of its system calls, before and after
 * it, and started again, it loses nothing and repeats at most what was in
 * flight; where a disk refuses any of them for a while, it repeats nothing.
 */
#include "config.h"

#include <errno.h>
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
/* Disk calls until some fail, and how many do. */
static unsigned fault_at;
#define FAULTS 3

static void
crash_point(void)
{
	if (crash_at != 0 && --crash_at == 0)
		raise(SIGKILL);
}

static bool
fault_point(void)
{
	if (fault_at == 0 || fault_at > FAULTS) {
		fault_at -= fault_at != 0;
		return false;
	}
	fault_at--;
	errno = ENOSPC;
	return true;
}

/* The linker sends the runner's calls here (--wrap). */
#define WRAP(type, name, parameters, arguments, is_disk) \
	type __real_##name parameters;                   \
	type __wrap_##name parameters;                   \
	type __wrap_##name parameters                    \
	{                                                \
		type result;                             \
                                                         \
		if (is_disk && fault_point())            \
			return -1;                       \
		crash_point();                           \
		result = __real_##name arguments;        \
		crash_point();                           \
		return result;                           \
	}

WRAP(int, fsync, (int fd), (fd), true)
WRAP(int, fdatasync, (int fd), (fd), true)
WRAP(int, unlinkat, (int dir, const char *path, int flags), (dir, path, flags),
    true)
WRAP(int, renameat, (int d1, const char *p1, int d2, const char *p2),
    (d1, p1, d2, p2), true)
WRAP(int, renameat2,
    (int d1, const char *p1, int d2, const char *p2, unsigned flags),
    (d1, p1, d2, p2, flags), true)
WRAP(ssize_t, send, (int fd, const void *p, size_t n, int flags),
    (fd, p, n, flags), false)
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags),
    (fd, m, flags), false)
WRAP(ssize_t, recv, (int fd, void *p, size_t n, int flags), (fd, p, n, flags),
    false)

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

/* A runner that lives on while calls fail; false when none was left to. */
static bool
live_with_faults(struct stage *s, unsigned from)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		stage_start(s);
		fault_at = from + FAULTS;
		for (int i = 0; i < 8; i++) {
			stage_run(s);
			stage_clock.wall += SCHEDULE_FIRST;
			stage_clock.mono += SCHEDULE_FIRST;
		}
		status = fault_at == 0 ? 0 : 1;
		fault_at = 0;
		stage_stop(s);
		_exit(status);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_le(WEXITSTATUS(status), 1);
	return WEXITSTATUS(status) == 0;
}

START_TEST(repeats_nothing_when_the_disk_refuses)
{
	bool reached = true;
	unsigned from = 0;

	for (; reached; from++) {
		struct stage s;

		stage_init(&s);
		put_messages(&s);
		reached = live_with_faults(&s, from);
		for (size_t i = 0; i < COUNT(expected); i++)
			ck_assert_msg(stage_got(&s, expected[i].recipient) ==
				expected[i].once,
			    "faults from call %u: %u times %s", from,
			    stage_got(&s, expected[i].recipient),
			    expected[i].recipient);
		ck_assert_uint_eq(stage_count(&s, SPOOL_DROP_NEW), 0);
		ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
		ck_assert_uint_eq(stage_count(&s, SPOOL_CORRUPT), 0);
		stage_clear(&s);
	}
	ck_assert_uint_gt(from, 10);
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
	tcase_add_test(all, repeats_nothing_when_the_disk_refuses);
	suite_add_tcase(suite, all);
	return suite;
}
