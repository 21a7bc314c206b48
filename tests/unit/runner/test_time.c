/* SPDX-License-Identifier: ISC */
/* Tests of the runner: what is late, what is given up, what begins anew, and
 * how long what failed is kept. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "queue/schedule.h"
#include "runner/served.h"
#include "runner/suites.h"

#define SENDER "alice@example.com"
#define NAME "00065bfeda25e000-00000000000000aa"
#define HOUR 3600
#define DAY (24 * HOUR)

static void
pass(int64_t seconds)
{
	stage_clock.wall += seconds;
	stage_clock.mono += seconds;
}

static void
run_hours(struct stage *s, int hours)
{
	while (hours-- > 0) {
		stage_run(s);
		pass(HOUR);
	}
	stage_run(s);
}

/* Who is told that a message is late, and of what. */
static const struct {
	const char *sender;
	const char *recipients;
	const char *notify;
	const char *script;
	unsigned warnings; /* 0 or 1: never more */
} lates[] = {
    {SENDER, "deferred@x.y", NULL, "", 1},
    {SENDER, "held@x.y bob@x.y", NULL, "", 1},
    {SENDER, "deferred@x.y deferred2@x.y", "FAILURE,DELAY", "", 1},
    {SENDER, "deferred@x.y", "FAILURE", "", 0},
    {SENDER, "deferred@x.y", "SUCCESS,FAILURE", "", 0},
    {SENDER, "deferred@x.y", "NEVER", "", 0}, {"", "deferred@x.y", NULL, "", 0},
    {SENDER, "deferred@x.y", NULL, "fail 0", 0}, /* the relay is late */
    {SENDER, "trouble@x.y", NULL, "", 0},        /* so it is here */
    {SENDER, "broken@x.y", NULL, "", 0},         /* and here */
    {SENDER, "nobody", NULL, "", 0},             /* no alias */
};

START_TEST(warns_of_a_delay)
{
	struct stage s;

	stage_init(&s);
	s.notify = lates[_i].notify;
	stage_script(&s, 0, lates[_i].script);
	stage_drop(&s, lates[_i].sender, lates[_i].recipients);
	stage_start(&s);
	run_hours(&s, 3);
	ck_assert_uint_eq(stage_said(&s, "a warning of the delay to <"), 0);
	run_hours(&s, 3);
	ck_assert_uint_eq(
	    stage_said(&s, "a warning of the delay to <"), lates[_i].warnings);
	stage_stop(&s);
	stage_start(&s);
	run_hours(&s, 12);
	ck_assert_uint_eq(
	    stage_said(&s, "a warning of the delay to <"), lates[_i].warnings);
	ck_assert_uint_eq(
	    stage_got(&s, "from=<> to=<" SENDER ">"), lates[_i].warnings);
	stage_clear(&s);
}
END_TEST

static const struct {
	const char *recipients;
	const char *notify;
	int hours;
	const char *expected[12];
} reports[] = {
    {"deferred@x.y bob@x.y", NULL, 5,
	{"Subject: Delayed mail\r\n", "\r\nAction: delayed\r\n",
	    "\r\nStatus: 4.2.1\r\n", "rfc822; deferred@x.y\r\n",
	    "\r\nWill-Retry-Until: ", "It is tried again"}},
    {"held@x.y", NULL, 5,
	{"\r\nAction: delayed\r\nStatus: 4.7.1\r\n",
	    "Diagnostic-Code: smtp; 550 5.7.1 not allowed\r\n"}},
    {"bob@x.y deferred@x.y", "SUCCESS", 0,
	{"Subject: Mail passed on\r\n", "\r\nAction: relayed\r\n",
	    "\r\nStatus: 2.0.0\r\n", "rfc822; bob@x.y\r\n",
	    "\r\nDiagnostic-Code: smtp; 250 2.0.0 ok\r\n"}},
};

START_TEST(says_what_it_means)
{
	char script[STAGE_PATH + 32], text[STAGE_PATH + 16];
	struct stage s;

	stage_init(&s);
	s.notify = reports[_i].notify;
	snprintf(text, sizeof(text), "%s/text", s.root);
	snprintf(script, sizeof(script), "text %s", text);
	stage_script(&s, 0, script);
	stage_drop(&s, SENDER, reports[_i].recipients);
	stage_start(&s);
	run_hours(&s, reports[_i].hours);
	for (int i = 0; reports[_i].expected[i] != NULL; i++)
		ck_assert_msg(stage_has(text, reports[_i].expected[i]) == 1,
		    "not once: %s", reports[_i].expected[i]);
	ck_assert_uint_eq(stage_has(text, "Undelivered"), 0);
	stage_clear(&s);
}
END_TEST

/* Only those who ask for it are told of success. */
START_TEST(success_is_silent)
{
	struct stage s;

	stage_init(&s);
	s.notify = "FAILURE,DELAY";
	stage_drop(&s, SENDER, "bob@x.y");
	s.notify = NULL;
	stage_drop(&s, SENDER, "bob@x.y");
	s.notify = "SUCCESS";
	stage_drop(&s, "", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 3);
	ck_assert_uint_eq(stage_got(&s, "from=<> to=<" SENDER ">"), 0);
	stage_clear(&s);
}
END_TEST

/* Given up, with a journal or without; the relay still fails. */
START_TEST(a_retry_begins_anew)
{
	struct served v;

	served_init(&v);
	stage_script(&v.s, 0, "fail 0");
	stage_put(&v.s, SPOOL_QUEUE, NAME, SENDER, "bob@x.y");
	stage_start(&v.s);
	run_hours(&v.s, 6 * 24);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_FAILED), 1);
	ck_assert_uint_eq(stage_said(&v.s, "given up"), 1);
	ck_assert_int_eq(served_do(&v, CONTROL_RETRY, NAME, 0), ERROR_NONE);
	run_hours(&v.s, 4 * 24);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 1);
	stage_stop(&v.s);
	stage_start(&v.s);
	run_hours(&v.s, 12);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_said(&v.s, "given up"), 1);
	run_hours(&v.s, 24);
	ck_assert_uint_eq(stage_said(&v.s, "given up"), 2);
	served_clear(&v);
}
END_TEST

/* How often files of queue/ were opened since fd began to watch it. */
static unsigned
count_opened(int fd)
{
	char events[4096] __attribute__((aligned(8)));
	const struct inotify_event *ev;
	unsigned n = 0;
	ssize_t got;

	while ((got = read(fd, events, sizeof(events))) > 0) {
		for (size_t i = 0; i < (size_t)got;
		     i += sizeof(*ev) + ev->len) {
			ev = (const void *)(events + i);
			n += ev->len != 0 && strcmp(ev->name, NAME) == 0;
		}
	}
	return n;
}

/* What began anew is read when it may have become too old, not at each look. */
START_TEST(reads_what_began_anew_once)
{
	char path[STAGE_PATH + 16];
	struct served v;
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	served_init(&v);
	stage_script(&v.s, 0, "fail 0");
	stage_put(&v.s, SPOOL_FAILED, NAME, SENDER, "bob@x.y");
	stage_drop(&v.s, SENDER, "eve@x.y");
	stage_start(&v.s);
	run_hours(&v.s, 5 * 24 + 2);
	ck_assert_int_eq(served_do(&v, CONTROL_RETRY, NAME, 0), ERROR_NONE);
	stage_run(&v.s);
	v.s.runner->stopping = true; /* tries nothing any more */
	snprintf(path, sizeof(path), "%s/queue", v.s.root);
	ck_assert_int_ge(inotify_add_watch(fd, path, IN_OPEN), 0);
	for (int i = 0; i < 100; i++) {
		pass(61);
		runner_turn(v.s.runner, 0);
	}
	ck_assert_uint_le(count_opened(fd), 1);
	ck_assert_uint_eq(stage_said(&v.s, NAME ": given up"), 0);
	pass(5 * DAY - 2 * HOUR);
	runner_turn(v.s.runner, 0);
	ck_assert_uint_eq(stage_said(&v.s, NAME ": given up"), 0);
	pass(2 * HOUR);
	runner_turn(v.s.runner, 0);
	ck_assert_uint_eq(stage_said(&v.s, NAME ": given up"), 1);
	close(fd);
	served_clear(&v);
}
END_TEST

/* How long it was tried counts on when somebody has it tried now. */
START_TEST(gives_up_what_is_tried_by_hand)
{
	struct served v;

	served_init(&v);
	stage_put(&v.s, SPOOL_QUEUE, NAME, SENDER, "deferred@x.y");
	pass(5 * DAY + HOUR);
	stage_start(&v.s);
	stage_run(&v.s);
	for (int i = 0; i < 30; i++) {
		pass(HOUR / 6);
		served_do(&v, CONTROL_RETRY, NAME, 0);
		stage_run(&v.s);
	}
	ck_assert_uint_eq(stage_said(&v.s, "given up after 5 days"), 1);
	served_clear(&v);
}
END_TEST

/* Held while it became old: not given up as soon as it is released. */
START_TEST(a_release_begins_anew)
{
	struct served v;

	served_init(&v);
	stage_script(&v.s, 0, "fail 0");
	stage_put(&v.s, SPOOL_HOLD, NAME, SENDER, "bob@x.y");
	stage_drop(&v.s, SENDER, "eve@x.y");
	stage_start(&v.s);
	run_hours(&v.s, 6 * 24);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_FAILED), 1);
	ck_assert_int_eq(served_do(&v, CONTROL_RELEASE, NAME, 0), ERROR_NONE);
	run_hours(&v.s, 24);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_FAILED), 1);
	served_clear(&v);
}
END_TEST

/* More than one turn gives up: all of them, and others go on meanwhile. */
START_TEST(gives_up_many)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 0");
	for (int i = 0; i < 200; i++)
		stage_drop(&s, SENDER, "bob@x.y");
	stage_start(&s);
	run_hours(&s, 5 * 24);
	stage_drop(&s, SENDER, "eve@x.y");
	run_hours(&s, 2);
	for (int i = 0; i < 10; i++) { /* some were in flight */
		pass(61);
		stage_run(&s);
	}
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 200);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_said(&s, "moved to failed"), 200);
	stage_clear(&s);
}
END_TEST

/* Thirty days of failed/: both times count, since a clock may be wrong. */
START_TEST(keeps_what_failed_for_a_while)
{
	static const char young[] = "7fffffffffffffff-00000000000000aa";
	char path[2 * STAGE_PATH];
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_FAILED, NAME, SENDER, "bob@x.y");
	stage_put(&s, SPOOL_FAILED, young, SENDER, "bob@x.y");
	snprintf(path, sizeof(path), "%s/failed/" NAME ".j", s.root);
	stage_write(path, "");
	stage_clock.wall = time(NULL) + 29 * DAY;
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 2);
	ck_assert_uint_eq(s.runner->store.tally.users[0].now.messages, 2);
	pass(DAY + HOUR);
	stage_run(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 1);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_FAILED), 0);
	ck_assert_uint_eq(s.runner->store.tally.users[0].now.messages, 1);
	ck_assert_uint_eq(stage_said(&s, NAME ": removed from failed"), 1);
	stage_clear(&s);
}
END_TEST

Suite *
time_suite(void)
{
	const TTest *const tests[] = {success_is_silent, a_retry_begins_anew,
	    reads_what_began_anew_once, gives_up_what_is_tried_by_hand,
	    a_release_begins_anew, gives_up_many,
	    keeps_what_failed_for_a_while};
	Suite *suite = STAGE_SUITE_OF("time", tests);
	TCase *tables = tcase_create("tables");

	tcase_set_timeout(tables, STAGE_TIMEOUT);
	tcase_add_loop_test(tables, warns_of_a_delay, 0, COUNT(lates));
	tcase_add_loop_test(tables, says_what_it_means, 0, COUNT(reports));
	suite_add_tcase(suite, tables);
	return suite;
}
