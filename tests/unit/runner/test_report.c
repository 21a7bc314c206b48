/* SPDX-License-Identifier: ISC */
/* Tests of the runner: whom it tells of failures, and how often. */
#include "config.h"

#include <stdio.h>

#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"
#include "sendmail-shim/postern-queue/hops.h"

/* One message, and what becomes of it and of the report about it. */
static const struct {
	const char *sender;
	const char *recipients;
	const char *notify;
	const char *report; /* to whom, as relay-send gets it; NULL: none */
	unsigned failed;    /* messages in failed/ then */
} rows[] = {
    {"alice@example.com", "bounced@x.y", NULL, "alice@example.com", 0},
    {"alice@example.com", "bounced@x.y bob@x.y bounced2@x.y", NULL,
	"alice@example.com", 0},
    {"web", "bounced@x.y", NULL, "admin@example.com", 0},
    {"", "bounced@x.y", NULL, NULL, 1},
    {"alice@example.com", "bounced@x.y", "NEVER", NULL, 1},
    {"alice@example.com", "bounced@x.y", "SUCCESS", NULL, 1},
    {"alice@example.com", "bounced@x.y", "SUCCESS,FAILURE", "alice@example.com",
	0},
    {"alice@example.com", "bounced@x.y", "failure", "alice@example.com", 0},
    {"bounced@example.com", "bounced@x.y", NULL, "bounced@example.com", 1},
    /* What is said of a recipient counts, and not what is of all. */
    {"alice@example.com", "bounced@x.y|NEVER", NULL, NULL, 1},
    {"alice@example.com", "bounced@x.y|FAILURE", "NEVER", "alice@example.com",
	0},
    {"alice@example.com", "bounced@x.y|NEVER bounced2@x.y", NULL,
	"alice@example.com", 1},
    {"alice@example.com", "bounced@x.y|SUCCESS bob@x.y|NEVER", NULL, NULL, 1},
};

START_TEST(tells_whom_it_should)
{
	char text[128];
	struct stage s;

	stage_init(&s);
	s.notify = rows[_i].notify;
	stage_drop(&s, rows[_i].sender, rows[_i].recipients);
	stage_start(&s);
	stage_run(&s);
	snprintf(text, sizeof(text), "from=<> to=<%s> ch",
	    rows[_i].report != NULL ? rows[_i].report : "");
	ck_assert_uint_eq(stage_got(&s, text), rows[_i].report != NULL);
	ck_assert_uint_eq(
	    stage_said(&s, "a report to"), rows[_i].report != NULL);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), rows[_i].failed);
	stage_clear(&s);
}
END_TEST

START_TEST(says_what_happened)
{
	static const struct {
		const char *text;
		unsigned times;
	} expected[] = {
	    {"To: <alice@example.com>\r\n", 1},
	    {"\r\nAuto-Submitted: auto-replied\r\n", 1},
	    {"report-type=delivery-status", 1},
	    {"\r\nFinal-Recipient: rfc822; bounced@x.y\r\n", 1},
	    {"\r\nFinal-Recipient: rfc822; bounced2@x.y\r\n", 1},
	    {"\r\nAction: failed\r\nStatus: 5.1.1\r\n", 2},
	    {"\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n", 2},
	    {"bob@x.y", 0},
	    {"\r\n\r\nSubject: test\r\n\r\n--", 1},
	};
	char script[STAGE_PATH + 32], text[STAGE_PATH + 16];
	struct stage s;

	stage_init(&s);
	snprintf(text, sizeof(text), "%s/text", s.root);
	snprintf(script, sizeof(script), "text %s", text);
	stage_drop(&s, "alice@example.com", "bounced@x.y bob@x.y bounced2@x.y");
	stage_script(&s, 0, script);
	stage_start(&s);
	stage_run(&s);
	for (size_t i = 0; i < COUNT(expected); i++)
		ck_assert_msg(
		    stage_has(text, expected[i].text) == expected[i].times,
		    "%s", expected[i].text);
	stage_clear(&s);
}
END_TEST

START_TEST(returns_the_whole_when_asked)
{
	char script[STAGE_PATH + 32], text[STAGE_PATH + 16];
	struct stage s;

	stage_init(&s);
	snprintf(text, sizeof(text), "%s/text", s.root);
	snprintf(script, sizeof(script), "text %s", text);
	stage_script(&s, 0, script);
	s.ret = "FULL";
	stage_drop(&s, "alice@example.com", "bounced@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_has(text, "message/rfc822"), 1);
	ck_assert_uint_eq(stage_has(text, "\r\n\r\nHello.\r\n"), 2);
	stage_clear(&s);
}
END_TEST

/* What went through fifty hosts goes in a circle. */
START_TEST(breaks_a_loop)
{
	static char text[HOPS_MAX * 32 + 64];
	struct stage s;
	int at = 0;

	for (int i = 0; i < HOPS_MAX + _i; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at,
		    "Received: by x;\r\n\tnow\r\n");
	snprintf(text + at, sizeof(text) - (size_t)at,
	    "Subject: x\r\n\r\nReceived: no\r\n");
	stage_init(&s);
	s.text = text;
	stage_drop(&s, "alice@example.com", "bob@x.y");
	s.text = NULL;
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), _i == 0);
	ck_assert_uint_eq(stage_got(&s, "from=<>"), _i == 1);
	ck_assert_uint_eq(stage_said(&s, "5.4.6"), _i == 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* Refused now and refused later are two reports; nothing is told twice. */
START_TEST(reports_each_recipient_once)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, "alice@example.com", "bounced@x.y deferred@x.y");
	stage_start(&s);
	for (int i = 0; i < 4; i++) {
		stage_run(&s);
		stage_clock.wall += SCHEDULE_LONGEST;
		stage_clock.mono += SCHEDULE_LONGEST;
		stage_stop(&s);
		stage_start(&s);
	}
	ck_assert_uint_eq(stage_got(&s, "from=<>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<bounced@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 4);
	stage_clear(&s);
}
END_TEST

Suite *
report_suite(void)
{
	const TTest *const tests[] = {says_what_happened,
	    returns_the_whole_when_asked, reports_each_recipient_once};
	Suite *suite = STAGE_SUITE_OF("report", tests);
	TCase *tables = tcase_create("tables");

	tcase_set_timeout(tables, STAGE_TIMEOUT);
	tcase_add_loop_test(tables, tells_whom_it_should, 0, COUNT(rows));
	tcase_add_loop_test(tables, breaks_a_loop, 0, 2);
	suite_add_tcase(suite, tables);
	return suite;
}
