/* SPDX-License-Identifier: ISC */
/* Tests of the runner: the outcome table, row by row. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"

#define SENDER "alice@example.com"
#define DAY (24 * 3600)

START_TEST(delivers_and_forgets)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, SENDER, "bob@example.net eve@example.org");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(
	    stage_got(&s,
		"from=<" SENDER "> to=<bob@example.net> to=<eve@example.org> "
		"chunking whole received=Received: by "),
	    1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_DROP_NEW), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_said(&s,
			      "from=<" SENDER "> to=<bob@example.net> "
			      "relay=one delay=0 status=sent reply=\"250"),
	    1);
	stage_clear(&s);
}
END_TEST

/*
 * What is seen after one attempt at a recipient with this outcome, and when
 * the next one comes.
 */
static const struct {
	const char *recipient;
	const char *status;  /* in the log */
	unsigned queued;     /* messages left in queue/ */
	unsigned failed;     /* in failed/ */
	unsigned reports;    /* sent to the sender */
	int64_t wait;        /* seconds until the next attempt; 0: none */
	unsigned until_then; /* attempts before that */
} rows[] = {
    {"sent@x.y", "sent", 0, 0, 0, 0, 1},
    {"deferred@x.y", "deferred", 1, 0, 0, SCHEDULE_FIRST, 1},
    {"toomany@x.y", "deferred", 1, 0, 0, SCHEDULE_FIRST, 1},
    {"held@x.y", "held", 1, 0, 0, SCHEDULE_FIRST, 1},
    {"bounced@x.y", "bounced", 0, 0, 1, 0, 1},
    {"unknown@x.y", "unknown", 1, 0, 0, SCHEDULE_FIRST, 1},
};

START_TEST(follows_the_outcome_table)
{
	char text[128];
	struct stage s;

	stage_init(&s);
	stage_drop(&s, SENDER, rows[_i].recipient);
	stage_start(&s);
	stage_run(&s);
	snprintf(text, sizeof(text), "to=<%s> relay=one delay=0 status=%s",
	    rows[_i].recipient, rows[_i].status);
	ck_assert_uint_eq(stage_said(&s, text), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), rows[_i].queued);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), rows[_i].failed);
	ck_assert_uint_eq(
	    stage_got(&s, "from=<> to=<" SENDER ">"), rows[_i].reports);
	snprintf(text, sizeof(text), "to=<%s> chunking", rows[_i].recipient);
	ck_assert_uint_eq(stage_got(&s, text), rows[_i].until_then);
	if (rows[_i].wait != 0) {
		stage_clock.wall += rows[_i].wait - 1;
		stage_clock.mono += rows[_i].wait - 1;
		stage_run(&s);
		ck_assert_uint_eq(stage_got(&s, text), rows[_i].until_then);
		stage_clock.wall += rows[_i].wait;
		stage_clock.mono += rows[_i].wait;
		stage_run(&s);
		ck_assert_uint_eq(stage_got(&s, text), rows[_i].until_then + 1);
	}
	stage_clear(&s);
}
END_TEST

/* The rows for a relay as a whole. */
static const struct {
	enum handover_failure failure;
	const char *words;
	int64_t wait; /* 0: no failure */
} failures[] = {
    {HANDOVER_UNREACHABLE, "not reachable", SCHEDULE_FIRST},
    {HANDOVER_UNTRUSTED, "not trusted", SCHEDULE_FIRST},
    {HANDOVER_AUTH, "authentication failed", SCHEDULE_FIRST_MENDING},
    {HANDOVER_SETTINGS, "settings", SCHEDULE_FIRST_MENDING},
};

START_TEST(defers_the_relay)
{
	char text[128];
	struct stage s;

	stage_init(&s);
	snprintf(text, sizeof(text), "fail %d", failures[_i].failure);
	stage_script(&s, 0, text);
	stage_drop(&s, SENDER, "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	snprintf(text, sizeof(text), "relay: one: %s: the script says so",
	    failures[_i].words);
	ck_assert_uint_eq(stage_said(&s, text), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 0);
	stage_clock.mono += failures[_i].wait - 1;
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, text), 1);
	stage_script(&s, 0, "");
	stage_clock.mono += failures[_i].wait;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_said(&s, "relay: one: it works again"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

START_TEST(takes_the_next_relay)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 3);
	stage_script(&s, 0, "fail 0");
	stage_script(&s, 1, "fail 2");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "relay: one: not reachable"), 1);
	ck_assert_uint_eq(stage_said(&s, "relay: two: authentication"), 1);
	ck_assert_uint_eq(stage_said(&s, "relay=three delay=0 status=sent"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 0);
	stage_script(&s, 0, "");
	stage_clock.mono += 2 * SCHEDULE_FIRST;
	stage_drop(&s, SENDER, "eve@x.y");
	stage_run(&s);
	ck_assert_uint_eq(
	    stage_said(&s, "to=<eve@x.y> relay=one delay=0 status=sent"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(remembers_that_bdat_does_not_work)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 4\nno-chunking");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "before it took any message"), 1);
	stage_clock.mono += 2 * SCHEDULE_FIRST;
	stage_script(&s, 0, "");
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y> whole"), 1);
	stage_clear(&s);
}
END_TEST

/* What perhaps was sent goes to no other relay. */
START_TEST(never_fails_over_a_lost_reply)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_drop(&s, SENDER, "unknown@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(
	    stage_said(&s, "to=<unknown@x.y> relay=one delay=0 status=unk"), 1);
	stage_script(&s, 0, "fail 0");
	for (int i = 0; i < 10; i++) {
		stage_clock.wall += SCHEDULE_LONGEST;
		stage_clock.mono += SCHEDULE_LONGEST;
		stage_drop(&s, SENDER, "bob@x.y");
		stage_run(&s);
	}
	ck_assert_uint_eq(stage_said(&s, "to=<bob@x.y> relay=two"), 10);
	ck_assert_uint_eq(stage_got(&s, "to=<unknown@x.y>"), 1);
	stage_script(&s, 0, "");
	stage_clock.wall += 2 * SCHEDULE_LONGEST;
	stage_clock.mono += 2 * SCHEDULE_LONGEST;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<unknown@x.y>"), 2);
	ck_assert_uint_eq(stage_said(&s, "to=<unknown@x.y> relay=two"), 0);
	stage_clear(&s);
}
END_TEST

/* relay-send dies with messages: they perhaps were sent. */
START_TEST(doubts_what_a_dead_sender_had)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_script(&s, 0, "die 2");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_drop(&s, SENDER, "eve@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s,
			      "to=<bob@x.y> relay=one delay=0 "
			      "status=sent"),
	    1);
	ck_assert_uint_eq(stage_said(&s,
			      "to=<eve@x.y> relay=one delay=0 "
			      "status=unknown"),
	    1);
	ck_assert_uint_eq(stage_said(&s, "relay=two"), 0);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(tries_only_those_that_are_left)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, SENDER, "a@x.y deferred@x.y b@x.y bounced@x.y c@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 1);
	stage_stop(&s);
	stage_start(&s);
	stage_clock.wall += 2 * SCHEDULE_FIRST;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<a@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<c@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<bounced@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 2);
	ck_assert_uint_eq(stage_got(&s, "from=<> to=<" SENDER ">"), 1);
	stage_clear(&s);
}
END_TEST

/* A thousand recipients are one handover; the rest of them the next. */
START_TEST(hands_many_recipients)
{
	static char recipients[LIMIT_RECIPIENTS * 16];
	struct stage s;
	int at = 0;

	for (unsigned i = 0; i < LIMIT_RECIPIENTS; i++)
		at += snprintf(recipients + at, sizeof(recipients) - (size_t)at,
		    "user%u@x.y ", i);
	stage_init(&s);
	stage_drop(&s, SENDER, recipients);
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "from=<"), 1);
	ck_assert_uint_eq(stage_said(&s, "status=sent"), LIMIT_RECIPIENTS);
	stage_clear(&s);
}
END_TEST

/* "Too many" for some: those go again at once, not after a backoff. */
START_TEST(sends_the_rest_at_once)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, SENDER, "a@x.y toomany@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<a@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<toomany@x.y>"), 2);
	ck_assert_uint_eq(stage_said(&s, "status=deferred"), 1);
	stage_clear(&s);
}
END_TEST

static const char *const stubborn[] = {
    "deferred@x.y", "held@x.y", "toomany@x.y"};

/* Six days of attempts: a report, in our words. */
START_TEST(gives_up_after_five_days)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, SENDER, stubborn[_i]);
	stage_start(&s);
	for (int hour = 0; hour < 6 * 24; hour++) {
		stage_run(&s);
		if (hour <= 5 * 24)
			ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
		stage_clock.wall += 3600;
		stage_clock.mono += 3600;
	}
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_said(&s, "a report to <" SENDER ">"), 1);
	ck_assert_uint_eq(stage_said(&s, "a warning of the delay to <"), 1);
	ck_assert_uint_eq(stage_got(&s, "from=<> to=<" SENDER ">"), 2);
	ck_assert_uint_eq(
	    stage_said(&s, "status=bounced reply=\"given up after 5 days: "),
	    1);
	stage_clear(&s);
}
END_TEST

/* A host that was off for a week still tries for four hours. */
START_TEST(tries_before_it_gives_up)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, SENDER, "deferred@x.y");
	stage_clock.wall += 7 * DAY;
	stage_start(&s);
	for (int minute = 0; minute < 4 * 60; minute++) {
		stage_run(&s);
		ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
		stage_clock.wall += 60;
		stage_clock.mono += 60;
	}
	stage_clock.wall += 2 * SCHEDULE_LONGEST;
	stage_clock.mono += 2 * SCHEDULE_LONGEST;
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "a report to <" SENDER ">"), 1);
	ck_assert_uint_eq(stage_said(&s, "a warning of the delay to <"), 1);
	ck_assert_uint_eq(stage_got(&s, "from=<> to=<" SENDER ">"), 2);
	stage_clear(&s);
}
END_TEST

/* When it is the relay that fails, nobody gets a report. */
START_TEST(keeps_what_the_relay_never_took)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 0");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_start(&s);
	for (int hour = 0; hour < 6 * 24; hour++) {
		stage_run(&s);
		if (hour < 5 * 24)
			ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
		stage_clock.wall += 3600;
		stage_clock.mono += 3600;
	}
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 1);
	ck_assert_uint_eq(stage_said(&s, "moved to failed"), 1);
	stage_script(&s, 0, "");
	stage_clock.mono += 2 * SCHEDULE_LONGEST;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "from="), 0);
	stage_clear(&s);
}
END_TEST

/* A clock that was set back by a year stops nothing. */
START_TEST(bears_a_clock_set_back)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, SENDER, "deferred@x.y");
	stage_start(&s);
	stage_run(&s);
	stage_clock.wall -= 365 * DAY;
	stage_run(&s);
	stage_clock.wall += 3 * SCHEDULE_LONGEST;
	stage_clock.mono += 3 * SCHEDULE_LONGEST;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 2);
	stage_clear(&s);
}
END_TEST

Suite *
delivery_suite(void)
{
	const TTest *const tests[] = {delivers_and_forgets,
	    takes_the_next_relay, remembers_that_bdat_does_not_work,
	    never_fails_over_a_lost_reply, doubts_what_a_dead_sender_had,
	    tries_only_those_that_are_left, hands_many_recipients,
	    sends_the_rest_at_once, tries_before_it_gives_up,
	    keeps_what_the_relay_never_took, bears_a_clock_set_back};
	Suite *suite = STAGE_SUITE_OF("delivery", tests);
	TCase *tables = tcase_create("tables");

	tcase_set_timeout(tables, STAGE_TIMEOUT);
	tcase_add_loop_test(tables, follows_the_outcome_table, 0, COUNT(rows));
	tcase_add_loop_test(tables, defers_the_relay, 0, COUNT(failures));
	tcase_add_loop_test(
	    tables, gives_up_after_five_days, 0, COUNT(stubborn));
	suite_add_tcase(suite, tables);
	return suite;
}
