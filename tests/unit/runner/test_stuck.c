/* SPDX-License-Identifier: ISC */
/* Tests of the runner: nothing waits for ever, and nothing is tried without
 * end. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"

#define SENDER "alice@example.com"
#define NAME "0006479f3e4a0000-00000000000000aa"

static void
pass(int64_t seconds)
{
	stage_clock.wall += seconds;
	stage_clock.mono += seconds;
}

/* The path of a file in queue/. */
static const char *
in_queue(const struct stage *s, const char *name)
{
	static char path[2 * STAGE_PATH];

	snprintf(path, sizeof(path), "%s/queue/%s", s->root, name);
	return path;
}

/* Runs until relay-send has the message, which it does not answer yet: it
 * waits for somebody who reads its text. */
static void
hold_answers(struct stage *s, char fifo[2 * STAGE_PATH])
{
	char script[3 * STAGE_PATH];

	snprintf(fifo, 2 * STAGE_PATH, "%s/fifo", s->root);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	snprintf(script, sizeof(script), "text %s", fifo);
	stage_script(s, 0, script);
	stage_start(s);
	runner_turn(s->runner, 0);
	ck_assert(runner_waits_for_outcomes(s->runner));
}

static int
let_answer(const char *fifo)
{
	int fd = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* A relay that was given nothing did not fail because it took nothing. */
START_TEST(a_held_name_is_no_outage)
{
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases, "");
	stage_script(&s, 0, "fail 4");
	stage_drop(&s, SENDER, "root");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "status=held"), 1);
	ck_assert_uint_eq(stage_said(&s, "took any message"), 0);
	stage_script(&s, 0, "");
	stage_drop(&s, SENDER, "bob@x.y");
	runner_turn(s.runner, 0);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

/* The second relay perhaps sent it; the first one works again since. */
START_TEST(a_lost_reply_goes_back_to_its_relay)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_script(&s, 0, "fail 0");
	stage_drop(&s, SENDER, "unknown@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "to=<unknown@x.y> relay=two"), 1);
	stage_script(&s, 0, "");
	for (int i = 0; i < 4; i++) {
		pass(2 * SCHEDULE_FIRST);
		stage_drop(&s, SENDER, "bob@x.y");
		stage_run(&s);
	}
	ck_assert_uint_eq(stage_said(&s, "to=<bob@x.y> relay=one"), 4);
	ck_assert_uint_ge(stage_said(&s, "to=<unknown@x.y> relay=two"), 2);
	ck_assert_uint_eq(stage_said(&s, "to=<unknown@x.y> relay=one"), 0);
	stage_clear(&s);
}
END_TEST

/* The first relay takes everything else, but ends the connection at this one
 * each time; the second one takes it. */
START_TEST(what_breaks_one_relay_goes_by_another)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_script(&s, 1, "sound");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_drop(&s, SENDER, "broken@x.y");
	stage_start(&s);
	for (int i = 0; i < 60; i++) {
		stage_run(&s);
		pass(10);
		stage_drop(&s, SENDER, "bob@x.y");
		runner_turn(s.runner, 0);
	}
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "to=<broken@x.y> relay=one"), 2);
	ck_assert_uint_eq(stage_said(&s, "to=<broken@x.y> relay=two"), 1);
	ck_assert_uint_eq(stage_said(&s, "to=<bob@x.y>"), 61);
	ck_assert_uint_eq(stage_said(&s, "not reachable"), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* Where the other one cannot be reached, it is the first one's again. */
START_TEST(what_breaks_a_relay_comes_back_to_it)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_script(&s, 1, "fail 0");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_drop(&s, SENDER, "broken@x.y");
	stage_start(&s);
	for (int i = 0; i < 90; i++) {
		stage_run(&s);
		pass(10);
		stage_drop(&s, SENDER, "bob@x.y");
		runner_turn(s.runner, 0);
	}
	stage_run(&s);
	ck_assert_uint_ge(stage_said(&s, "to=<broken@x.y> relay=one"), 3);
	ck_assert_uint_ge(stage_said(&s, "relay: two: not reachable"), 1);
	ck_assert_uint_eq(stage_said(&s, "to=<bob@x.y> relay=one"), 91);
	stage_script(&s, 0, "sound");
	pass(2 * SCHEDULE_LONGEST);
	stage_run(&s);
	pass(RUNNER_LATER);
	stage_run(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* The relay that perhaps sent it never comes back, another one works. */
START_TEST(a_lost_reply_is_given_up)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_drop(&s, SENDER, "unknown@x.y");
	stage_start(&s);
	stage_run(&s);
	stage_script(&s, 0, "fail 0");
	for (int hour = 0; hour < 6 * 24; hour++) {
		pass(3600);
		stage_run(&s);
		if (hour < 5 * 24 - 2)
			ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	}
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 1);
	ck_assert_uint_eq(stage_said(&s, "to=<unknown@x.y> relay=two"), 0);
	stage_clear(&s);
}
END_TEST

/* Two names with so many addresses that both do not fit one message. */
START_TEST(a_name_too_many_is_held)
{
	static char aliases[4000 * 16];
	struct stage s;
	int at = 0;

	stage_init(&s);
	for (int i = 0; i < 4000; i++) {
		if (i % 2000 == 0)
			at +=
			    snprintf(aliases + at, sizeof(aliases) - (size_t)at,
				"\n%c0: r%d@x.y", 'a' + i / 2000, i);
		at += snprintf(
		    aliases + at, sizeof(aliases) - (size_t)at, ",a%d@x.y", i);
	}
	stage_write(s.aliases, aliases);
	stage_drop(&s, SENDER, "a0 b0");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "status=sent"), 2001);
	ck_assert_uint_eq(
	    stage_said(&s, "to=<b0> relay=none delay=0 status=he"), 1);
	stage_clear(&s);
}
END_TEST

/* The journal cannot be written while somebody waits for its report. */
START_TEST(a_report_is_made_once)
{
	char fifo[2 * STAGE_PATH];
	struct stage s;
	int fd;

	stage_init(&s);
	stage_put(&s, SPOOL_DROP_NEW, NAME, SENDER, "bounced@x.y deferred@x.y");
	hold_answers(&s, fifo);
	ck_assert_int_eq(mkdir(in_queue(&s, NAME ".j"), 0700), 0);
	fd = let_answer(fifo);
	for (int i = 0; i < 5; i++) {
		stage_run(&s);
		pass(11);
	}
	ck_assert_uint_gt(stage_said(&s, "cannot be written down"), 1);
	ck_assert_uint_eq(stage_got(&s, "from=<> to=<" SENDER ">"), 1);
	rmdir(in_queue(&s, NAME ".j"));
	stage_run(&s);
	ck_assert_uint_eq(s.runner->in_flight, 0);
	ck_assert_uint_eq(stage_got(&s, "from=<> to=<" SENDER ">"), 1);
	close(fd);
	stage_clear(&s);
}
END_TEST

/* The disk recovers, and the runner is stopped before it tries again by itself:
 * what is done is not done once more by the next one. */
START_TEST(an_outcome_is_written_down_at_the_end)
{
	char fifo[2 * STAGE_PATH];
	struct stage s;
	int fd;

	stage_init(&s);
	stage_put(&s, SPOOL_DROP_NEW, NAME, SENDER, "sent@x.y deferred@x.y");
	hold_answers(&s, fifo);
	ck_assert_int_eq(mkdir(in_queue(&s, NAME ".j"), 0700), 0);
	fd = let_answer(fifo);
	stage_run(&s);
	ck_assert_uint_eq(s.runner->in_flight, 1);
	rmdir(in_queue(&s, NAME ".j"));
	stage_stop(&s);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 1);
	stage_start(&s);
	pass(2 * SCHEDULE_FIRST);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<sent@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 2);
	close(fd);
	stage_clear(&s);
}
END_TEST

/* A refusal for now that cannot be written down takes no place from others:
 * a full disk must not stop the mail that would empty it. */
START_TEST(a_full_disk_stops_nothing)
{
	char fifo[2 * STAGE_PATH];
	struct stage s;
	int fd;

	stage_init(&s);
	stage_put(&s, SPOOL_DROP_NEW, NAME, SENDER, "deferred@x.y");
	hold_answers(&s, fifo);
	ck_assert_int_eq(mkdir(in_queue(&s, NAME ".j"), 0700), 0);
	fd = let_answer(fifo);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 1);
	ck_assert_uint_eq(s.runner->in_flight, 0);
	rmdir(in_queue(&s, NAME ".j"));
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 1);
	pass(2 * SCHEDULE_FIRST);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 2);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 1);
	close(fd);
	stage_clear(&s);
}
END_TEST

/* An administrator removed it while it was refused. */
START_TEST(a_removed_message_is_forgotten)
{
	char fifo[2 * STAGE_PATH];
	struct stage s;
	int fd;

	stage_init(&s);
	stage_put(&s, SPOOL_DROP_NEW, NAME, "", "bounced@x.y");
	hold_answers(&s, fifo);
	ck_assert_int_eq(unlink(in_queue(&s, NAME)), 0);
	fd = let_answer(fifo);
	stage_run(&s);
	ck_assert_uint_eq(s.runner->in_flight, 0);
	close(fd);
	stage_clear(&s);
}
END_TEST

/* An aliases file that cannot be read is told of once. */
START_TEST(bad_aliases_are_told_of_once)
{
	struct stage s;

	stage_init(&s);
	unlink(s.aliases);
	ck_assert_int_eq(mkdir(s.aliases, 0700), 0);
	stage_start(&s);
	for (int i = 0; i < 5; i++) {
		stage_drop(&s, SENDER, "bob@x.y");
		pass(61);
		stage_run(&s);
	}
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 5);
	ck_assert_uint_eq(stage_said(&s, "error: aliases: "), 1);
	stage_clear(&s);
}
END_TEST

/* The server's own trouble is not asked about every minute. */
START_TEST(trouble_slows_down)
{
	struct stage s;
	unsigned failures;

	stage_init(&s);
	stage_start(&s);
	for (int minute = 0; minute < 120; minute++) {
		stage_drop(&s, SENDER, "trouble@x.y");
		pass(60);
		stage_run(&s);
	}
	failures = stage_said(&s, "relay: one: not reachable");
	ck_assert_uint_ge(failures, 5);
	ck_assert_uint_le(failures, 10);
	ck_assert_uint_eq(stage_said(&s, "it works again"), 0);
	stage_clear(&s);
}
END_TEST

Suite *
stuck_suite(void)
{
	const TTest *const tests[] = {a_held_name_is_no_outage,
	    a_lost_reply_goes_back_to_its_relay,
	    what_breaks_one_relay_goes_by_another,
	    what_breaks_a_relay_comes_back_to_it, a_lost_reply_is_given_up,
	    a_name_too_many_is_held, a_report_is_made_once,
	    an_outcome_is_written_down_at_the_end, a_full_disk_stops_nothing,
	    a_removed_message_is_forgotten, bad_aliases_are_told_of_once,
	    trouble_slows_down};

	return STAGE_SUITE_OF("stuck", tests);
}
