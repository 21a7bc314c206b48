/* SPDX-License-Identifier: ISC */
/* What becomes of messages over several attempts. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/outcome_case.h"
#include "wire/outcome_rows.h"

/* Data sent, reply lost: the same relay again, never the other. */
START_TEST(a_lost_reply_stays_with_its_relay)
{
	const struct smtp_behaviour b = {
	    .features = OUTCOME_FEATURES,
	    .rules = {{"BDAT", 1, "!close"}, {"connect", 2, "!close"}},
	};
	struct outcome_case c;

	outcome_begin(&c, 2, &b);
	stage_drop(&c.v.s, OUTCOME_SENDER, "bob@example.net");
	stage_start(&c.v.s);
	stage_run(&c.v.s);
	ck_assert_uint_eq(
	    stage_said(&c.v.s, "relay=one delay=0 status=unk"), 1);
	outcome_wait(&c, "relay: one: not reachable");
	stage_drop(&c.v.s, OUTCOME_SENDER, "eve@example.net");
	outcome_wait(&c, "to=<eve@example.net> relay=two");
	for (int i = 0; i < 4; i++) {
		outcome_pass(180);
		stage_run(&c.v.s);
	}
	ck_assert_uint_eq(smtp_server_count(&c.servers[0], "message "), 1);
	ck_assert_uint_eq(smtp_server_count(&c.servers[1], "message "), 1);
	ck_assert_uint_eq(stage_count(&c.v.s, SPOOL_QUEUE), 0);
	outcome_end(&c);
}
END_TEST

/* A provider that refuses the null reverse-path gets the account's name. */
START_TEST(a_report_goes_as_the_account)
{
	const struct smtp_behaviour b = {
	    .features = OUTCOME_FEATURES,
	    .rules = {{"RCPT TO:<bob", 1, "550 5.1.1 no such user"},
		{"MAIL FROM:<>", 0, "550 5.7.1 no null sender"}},
	};
	struct outcome_case c;

	outcome_begin(&c, 1, &b);
	stage_drop(&c.v.s, OUTCOME_SENDER, "bob@example.net");
	stage_start(&c.v.s);
	stage_run(&c.v.s);
	ck_assert_uint_eq(smtp_server_count(&c.servers[0],
			      "message <" SMTP_SERVER_USER "> to 1"),
	    1);
	ck_assert_uint_eq(stage_count(&c.v.s, SPOOL_QUEUE), 0);
	outcome_end(&c);
}
END_TEST

/* A bad mailbox and a bad message delay nobody. */
START_TEST(bad_ones_delay_nobody)
{
	const struct smtp_behaviour b = {
	    .features = OUTCOME_FEATURES,
	    .rules = {{"RCPT TO:<bob", 0, "450 4.2.1 later"},
		{"MAIL FROM:<bad", 0, "553 5.7.1 not yours"}},
	};
	struct outcome_case c;

	outcome_begin(&c, 1, &b);
	for (int i = 0; i < 20; i++) {
		stage_drop(&c.v.s, OUTCOME_SENDER, "bob@example.net");
		stage_drop(&c.v.s, "bad@example.org", "eve@example.net");
		stage_drop(&c.v.s, OUTCOME_SENDER, "eve@example.net");
	}
	stage_start(&c.v.s);
	stage_run(&c.v.s);
	ck_assert_uint_eq(stage_said(&c.v.s, "status=sent"), 20);
	ck_assert_uint_eq(stage_said(&c.v.s, "status=held"), 20);
	ck_assert_uint_eq(stage_said(&c.v.s, "status=deferred"), 20);
	ck_assert_uint_eq(stage_said(&c.v.s, "relay: one: "), 1); /* ready */
	ck_assert_uint_eq(smtp_server_count(&c.servers[0], "open"), 1);
	outcome_end(&c);
}
END_TEST

TCase *
outcome_courses_tests(void)
{
	TCase *t = tcase_create("courses");

	tcase_set_timeout(t, STAGE_TIMEOUT);
	tcase_add_test(t, a_lost_reply_stays_with_its_relay);
	tcase_add_test(t, a_report_goes_as_the_account);
	tcase_add_test(t, bad_ones_delay_nobody);
	return t;
}
