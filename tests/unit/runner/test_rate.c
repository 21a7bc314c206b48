/* SPDX-License-Identifier: ISC */
/* Tests of the runner: rates, connections that end, and what is remembered of
 * relays. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "queue/schedule.h"
#include "runner/served.h"
#include "runner/suites.h"
#include "sendmail-shim/postern-queue/memory.h"
#include "sendmail-shim/postern-queue/rate.h"
#include "sys/file.h"

#define SENDER "alice@example.com"

static void
pass(int64_t seconds)
{
	stage_clock.wall += seconds;
	stage_clock.mono += seconds;
}

/* In no time as long as the limit's are there more than it allows, whenever
 * they come, and as many as it allows do go in about that time. */
static const struct conf_rate limits[] = {
    {100, 3600}, {1, 60}, {7, 90}, {1000, 86400}, {5, 3600}};

START_TEST(never_exceeds_a_rate)
{
	enum { TIMES = 6 };
	const struct conf_rate limit = limits[_i];
	int64_t sent[TIMES * 1000], now = 1000;
	size_t n = 0;
	struct rate r;

	rate_init(&r, limit);
	while (n < (size_t)TIMES * limit.count) {
		ck_assert_int_ge(rate_due(&r, now), now);
		if (!rate_check(&r, now)) {
			ck_assert_int_gt(rate_due(&r, now), now);
			now += 1 + (int64_t)(n * 7919 % 13);
			continue;
		}
		rate_add(&r, now, 1);
		sent[n++] = now;
		now += n % 3 == 0;
	}
	for (size_t i = limit.count; i < n; i++)
		ck_assert_int_ge(
		    sent[i] - sent[i - limit.count], limit.seconds);
	ck_assert_int_le(
	    now - 1000, (int64_t)TIMES * limit.seconds * 11 / 10 + 60);
}
END_TEST

START_TEST(is_due_when_it_says)
{
	struct rate r;

	rate_init(&r, (struct conf_rate){2, 3600});
	rate_add(&r, 100, 2);
	ck_assert(!rate_check(&r, 100));
	ck_assert(!rate_check(&r, rate_due(&r, 100) - 1));
	ck_assert(rate_check(&r, rate_due(&r, 100)));
	rate_take_back(&r, 200);
	ck_assert(rate_check(&r, 200));
	rate_init(&r, (struct conf_rate){0, 0});
	rate_add(&r, 100, 1000000);
	ck_assert(rate_check(&r, 100));
}
END_TEST

/* What went before the machine was started anew counts, too. */
START_TEST(counts_what_went_before_the_clock_began)
{
	struct rate r;

	rate_init(&r, (struct conf_rate){2, 3600});
	rate_add(&r, -100, 2);
	ck_assert(!rate_check(&r, 5));
	ck_assert_int_gt(rate_due(&r, 5), 3500);
	ck_assert(rate_check(&r, rate_due(&r, 5)));
}
END_TEST

/* Settings with a rate for the first relay. */
static void
limit(struct stage *s, unsigned count, unsigned seconds)
{
	s->runner->stopping = true; /* nothing goes before that */
	runner_turn(s->runner, 0);
	s->runner->stopping = false;
	s->runner->settings.conf->relays[0].rate =
	    (struct conf_rate){count, seconds};
	ck_assert(routes_set(&s->runner->routes, s->runner->settings.conf));
	memory_decode(
	    &s->runner->routes, s->runner->now, buf_view(&s->runner->memory));
}

static void
drop(struct stage *s, unsigned n)
{
	while (n-- != 0)
		stage_drop(s, SENDER, "bob@x.y");
	pass(61);
	runner_turn(s->runner, 0);
	stage_run(s);
}

START_TEST(sends_no_more_than_it_may)
{
	struct served v;

	served_init(&v);
	stage_start(&v.s);
	limit(&v.s, 3, 3600);
	drop(&v.s, 10);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 3);
	ck_assert_uint_eq(
	    stage_said(&v.s, "its rate of 3 messages in 3600 s is used up"), 1);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(
	    served_printed(&v,
		"Nothing is sent at present: relay one: its rate of 3 messages "
		"in 3600 s is used up (next attempt in "),
	    1);
	for (int hour = 1; hour < 4; hour++) {
		pass(3600 + 60);
		stage_run(&v.s);
		ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"),
		    hour < 3 ? 3 * (unsigned)hour + 3 : 10);
	}
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_said(&v.s, "is used up"), 1);
	served_clear(&v);
}
END_TEST

/* Nor is anything wrong while there is nothing to send. */
START_TEST(says_nothing_of_a_rate_that_nobody_waits_for)
{
	struct served v;

	served_init(&v);
	stage_start(&v.s);
	limit(&v.s, 3, 3600);
	drop(&v.s, 3);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 3);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "Mail queue is empty"), 1);
	ck_assert_uint_eq(served_printed(&v, "Nothing is sent at present"), 0);
	served_clear(&v);
}
END_TEST

/* A relay at its limit has not failed: the next one is not taken. */
START_TEST(a_rate_is_no_failure)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_start(&s);
	limit(&s, 2, 3600);
	drop(&s, 5);
	ck_assert_uint_eq(stage_said(&s, "relay=one"), 2);
	ck_assert_uint_eq(stage_said(&s, "relay=two"), 0);
	stage_clear(&s);
}
END_TEST

/* What a relay never got does not count. */
START_TEST(counts_what_went)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 0");
	stage_start(&s);
	limit(&s, 2, 3600);
	drop(&s, 5);
	ck_assert_uint_eq(stage_said(&s, "relay: one: not reachable"), 1);
	stage_script(&s, 0, "");
	pass(2 * SCHEDULE_FIRST);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "status=sent"), 2);
	stage_clear(&s);
}
END_TEST

START_TEST(remembers_a_rate)
{
	struct stage s;

	stage_init(&s);
	stage_start(&s);
	limit(&s, 3, 3600);
	drop(&s, 5);
	runner_abandon(s.runner);
	stage_stop(&s);
	stage_clock.mono -= 900; /* the machine was started anew, too */
	stage_start(&s);
	limit(&s, 3, 3600);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 3);
	pass(3660);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 5);
	stage_clear(&s);
}
END_TEST

/* A host that is never up for four hours gives up at last. */
START_TEST(remembers_failing)
{
	struct stage s;
	int day = 0;

	stage_init(&s);
	stage_script(&s, 0, "fail 0");
	stage_drop(&s, SENDER, "bob@x.y");
	while (stage_count(&s, SPOOL_FAILED) == 0) {
		ck_assert_int_lt(day++, 10);
		stage_start(&s);
		for (int i = 0; i < 8; i++) {
			stage_run(&s);
			pass(900);
		}
		stage_run(&s);
		stage_stop(&s);
		pass(22 * 3600);
	}
	ck_assert_int_gt(day, 5);
	stage_clear(&s);
}
END_TEST

static const char *const strange[] = {"", "postern-relays 2\n",
    "postern-relays 1\nfailing\n",
    "postern-relays 1\nfailing x submissions://one.example:465 one\n",
    ("postern-relays 1\nfailing 99999999999999999999 "
     "submissions://one.example:465 one\n"),
    "postern-relays 1\nfailing 100 submissions://one.example:465 two\n",
    "postern-relays 1\nsent 1\n", "postern-relays 1\nsent 1 2\n",
    "postern-relays 1\nsent 1 99999999999999999999 one\n",
    "postern-relays 1\nsent 1 5 \n", "postern-relays 1\n\n \n  \nsent  5 one\n",
    "postern-relays 1\nfailing 100 submissions://one.example:465 one"};

START_TEST(believes_no_nonsense)
{
	char path[2 * STAGE_PATH];
	struct stage s;

	stage_init(&s);
	snprintf(path, sizeof(path), "%s/queue/" MEMORY_FILE, s.root);
	stage_write(path, strange[_i]);
	stage_start(&s);
	limit(&s, 1, 3600);
	ck_assert_int_eq(s.runner->routes.list[0].before, 0);
	drop(&s, 1);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

/* So many messages in a connection: the relay is not put off. */
START_TEST(goes_on_in_another_connection)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "few 3");
	stage_start(&s);
	drop(&s, 10);
	ck_assert_uint_eq(stage_said(&s, "status=sent"), 10);
	ck_assert_uint_eq(stage_said(&s, "relay: one: not reachable"), 0);
	ck_assert_uint_eq(stage_said(&s, "it ended the connection"), 3);
	stage_clear(&s);
}
END_TEST

/* Told to stop while an answer is waited for, which does not come. */
START_TEST(writes_down_what_perhaps_was_sent)
{
	struct stage s;

	stage_init(&s);
	stage_relays(&s, 2);
	stage_script(&s, 0, "mute");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_start(&s);
	for (int i = 0; stage_got(&s, "to=<bob@x.y>") == 0; i++) {
		ck_assert_int_lt(i, 2000);
		runner_turn(s.runner, 20);
	}
	runner_stop(s.runner);
	ck_assert(!runner_stopped(s.runner));
	pass(3600);
	runner_turn(s.runner, 0);
	ck_assert(runner_stopped(s.runner));
	runner_abandon(s.runner);
	stage_stop(&s);
	ck_assert_uint_eq(stage_said(&s, "status=unknown"), 1);
	stage_script(&s, 0, "");
	stage_start(&s);
	pass(3600);
	stage_run(&s);
	ck_assert_uint_eq(
	    stage_said(&s, "relay=one delay=7200 status=sent"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

Suite *
rate_suite(void)
{
	const TTest *const tests[] = {is_due_when_it_says,
	    counts_what_went_before_the_clock_began, sends_no_more_than_it_may,
	    says_nothing_of_a_rate_that_nobody_waits_for, a_rate_is_no_failure,
	    counts_what_went, remembers_a_rate, remembers_failing,
	    goes_on_in_another_connection, writes_down_what_perhaps_was_sent};
	Suite *suite = STAGE_SUITE_OF("rate", tests);
	TCase *tables = tcase_create("tables");

	tcase_set_timeout(tables, STAGE_TIMEOUT);
	tcase_add_loop_test(tables, never_exceeds_a_rate, 0, COUNT(limits));
	tcase_add_loop_test(tables, believes_no_nonsense, 0, COUNT(strange));
	suite_add_tcase(suite, tables);
	return suite;
}
