/* SPDX-License-Identifier: ISC */
/* Tests of the runner: what senders say of single recipients. */
#include "config.h"

#include <stdio.h>

#include "runner/stage.h"
#include "runner/suites.h"

#define SENDER "alice@example.com"
#define HOUR 3600

/* What relay-send is told of each; an alias hands on what was said of it. */
static const struct {
	const char *recipients;
	const char *notify; /* of all */
	const char *told;
} handed[] = {
    {"bob@x.y carol@x.y", NULL, " to=<bob@x.y> to=<carol@x.y> "},
    {"bob@x.y carol@x.y", "DELAY",
	" to=<bob@x.y> notify=DELAY to=<carol@x.y> notify=DELAY "},
    {"bob@x.y|NEVER carol@x.y||rfc822;c@x dave@x.y", NULL,
	" to=<bob@x.y> notify=NEVER to=<carol@x.y> orcpt=rfc822;c@x "
	"to=<dave@x.y> "},
    {"bob@x.y|NEVER carol@x.y", "SUCCESS",
	" to=<bob@x.y> notify=NEVER to=<carol@x.y> notify=SUCCESS "},
    {"root|FAILURE|rfc822;root+2Bme@x carol@x.y", NULL,
	" to=<admin@x.y> notify=FAILURE orcpt=rfc822;root+2Bme@x "
	"to=<web@x.y> notify=FAILURE orcpt=rfc822;root+2Bme@x "
	"to=<carol@x.y> "},
    /* Two that lead to one address: what either wants is said of it. */
    {"ops|SUCCESS|rfc822;ops@x admin2|DELAY|rfc822;admin2@x", NULL,
	" to=<admin@x.y> notify=SUCCESS,DELAY orcpt=rfc822;ops@x "},
    {"ops|NEVER|rfc822;ops@x admin2|FAILURE|rfc822;admin2@x", NULL,
	" to=<admin@x.y> notify=FAILURE orcpt=rfc822;admin2@x "},
    {"admin@x.y|NEVER ops|NEVER", NULL, " to=<admin@x.y> notify=NEVER "},
    {"admin@x.y|SUCCESS admin@x.y", NULL,
	" to=<admin@x.y> notify=SUCCESS,FAILURE,DELAY "},
#ifdef HAVE_LIBIDN2
    /* Domains in other scripts, also behind an alias. */
    {"idn bob@b\xc3\xbc"
     "cher.example||rfc822;b",
	NULL,
	" to=<i@xn--bcher-kva.example> "
	"to=<bob@xn--bcher-kva.example> orcpt=rfc822;b "},
#endif
    /* What stands before them stays. */
    {"j\xc3\xb6rg@x.y", NULL, " to=<j\xc3\xb6rg@x.y> "},
};

START_TEST(are_handed_on)
{
	char text[300];
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases,
	    "root: admin@x.y, web@x.y\nops: admin@x.y\nadmin2: admin@x.y\n"
	    "idn: i@b\xc3\xbc"
	    "cher.example\n");
	s.notify = handed[_i].notify;
	stage_drop(&s, SENDER, handed[_i].recipients);
	stage_start(&s);
	stage_run(&s);
	snprintf(text, sizeof(text), "from=<" SENDER ">%s", handed[_i].told);
	ck_assert_msg(stage_got(&s, text) == 1, "%s", text);
	stage_clear(&s);
}
END_TEST

/* Reports: what they have, and what they have not. */
static const struct {
	const char *script;
	const char *recipients;
	int hours;
	unsigned reports;
	const char *has[4];
	const char *lacks[4];
} told[] = {
    {"", "bounced@x.y||rfc822;a+2Bb+20c@x bounced2@x.y|NEVER bob@x.y", 0, 1,
	{"\r\nOriginal-Recipient: rfc822; a+b c@x\r\n"
	 "Final-Recipient: rfc822; bounced@x.y\r\n"},
	{"bounced2@x.y", "bob@x.y"}},
    {"", "bounced@x.y||utf-8;j\\x{F6}rg@x", 0, 1,
	{"\r\nOriginal-Recipient: utf-8; j\\x{F6}rg@x\r\n"}, {NULL}},
    {"", "bounced-j\xc3\xb6rg@x.y", 0, 1,
	{"\r\nFinal-Recipient: utf-8; bounced-j\\x{F6}rg@x.y\r\n",
	    "\r\n  bounced-j\xc3\xb6rg@x.y\r\n"},
	{"Original-Recipient"}},
    {"", "root||rfc822;ops@x", 0, 1,
	{"\r\nOriginal-Recipient: rfc822; ops@x\r\n"
	 "Final-Recipient: rfc822; bounced@x.y\r\n"},
	{"Original-Recipient: rfc822; root"}},
    {"", "bob@x.y|SUCCESS carol@x.y dave@x.y|FAILURE bounced@x.y|SUCCESS", 0, 1,
	{"\r\nAction: relayed\r\n", "\r\nFinal-Recipient: rfc822; bob@x.y"},
	{"carol@x.y", "dave@x.y", "bounced@x.y"}},
    /* The relay tells of success itself, but not of what it refuses. */
    {"dsn\n", "bob@x.y|SUCCESS", 0, 0, {NULL}, {NULL}},
    {"dsn\n", "bob@x.y|SUCCESS bounced@x.y|SUCCESS,FAILURE", 0, 1,
	{"\r\nAction: failed\r\n"}, {"relayed", "bob@x.y"}},
    {"", "deferred@x.y|DELAY deferred2@x.y|FAILURE deferred3@x.y", 5, 1,
	{"\r\nFinal-Recipient: rfc822; deferred@x.y\r\n",
	    "\r\nFinal-Recipient: rfc822; deferred3@x.y\r\n"},
	{"deferred2@x.y"}},
    {"", "deferred@x.y|FAILURE deferred2@x.y|NEVER", 5, 0, {NULL}, {NULL}},
};

START_TEST(are_kept_in_reports)
{
	char script[STAGE_PATH + 64], text[STAGE_PATH + 16];
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases, "root: bounced@x.y\n");
	snprintf(text, sizeof(text), "%s/text", s.root);
	snprintf(script, sizeof(script), "%stext %s", told[_i].script, text);
	stage_script(&s, 0, script);
	s.text = "X\r\n"; /* no address in what is returned */
	stage_drop(&s, SENDER, told[_i].recipients);
	stage_start(&s);
	for (int i = 0; i <= told[_i].hours; i++) {
		stage_run(&s);
		stage_clock.wall += HOUR;
		stage_clock.mono += HOUR;
	}
	ck_assert_uint_eq(
	    stage_got(&s, "from=<> to=<" SENDER ">"), told[_i].reports);
	for (int i = 0; i < 4 && told[_i].has[i] != NULL; i++)
		ck_assert_msg(stage_has(text, told[_i].has[i]) == 1,
		    "not once: %s", told[_i].has[i]);
	for (int i = 0; i < 4 && told[_i].lacks[i] != NULL; i++)
		ck_assert_msg(stage_has(text, told[_i].lacks[i]) == 0,
		    "there is: %s", told[_i].lacks[i]);
	stage_clear(&s);
}
END_TEST

/* What two recipients come to is known after a restart too, also when one of
 * them led nowhere at first. */
START_TEST(are_kept_over_a_restart)
{
	const char *const line = " to=<admin@x.y> notify=SUCCESS,DELAY ";
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases, "ops: admin@x.y, nobody\n");
	stage_script(&s, 0, "fail 0");
	stage_drop(&s, SENDER, "admin@x.y|SUCCESS ops|DELAY");
	stage_start(&s);
	stage_run(&s);
	stage_write(s.aliases, "ops: admin@x.y\n");
	stage_clock.wall += HOUR;
	stage_clock.mono += HOUR;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, line), 0);
	stage_stop(&s);
	stage_script(&s, 0, "");
	stage_clock.wall += HOUR;
	stage_clock.mono += HOUR;
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, line), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<admin@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

Suite *
wishes_suite(void)
{
	Suite *suite = suite_create("wishes");
	TCase *t = tcase_create("wishes");

	tcase_set_timeout(t, STAGE_TIMEOUT);
	tcase_add_loop_test(t, are_handed_on, 0, COUNT(handed));
	tcase_add_test(t, are_kept_over_a_restart);
	tcase_add_loop_test(t, are_kept_in_reports, 0, COUNT(told));
	suite_add_tcase(suite, t);
	return suite;
}
