/* SPDX-License-Identifier: ISC */
/* Messages on their way to a server that agrees, in each way of sending. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "wire/relay_case.h"

START_TEST(test_modes)
{
	struct smtp_behaviour b = {
	    .features = modes[_i % 4],
	    .starttls = _i / 4 == 1,
	    .dribble = _i / 4 == 2,
	};

	begin(&b);
	runner_start(&runner, NULL);
	for (unsigned i = 0; i < MESSAGES; i++)
		hand("bob@example.net carol@example.net");
	runner_wait(&runner, MESSAGES);
	ck_assert_msg(runner.done == MESSAGES, "%u done, %s", runner.done,
	    runner.failed.reason);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 2 * MESSAGES);
	ck_assert_uint_eq(smtp_server_count(&server, "open"), 1);
	ck_assert_uint_eq(smtp_server_count(&server, "message "), MESSAGES);
	ck_assert_uint_eq(smtp_server_count(&server, "C: RSET"), MESSAGES - 1);
	ck_assert_uint_eq(
	    smtp_server_count(&server, "C: BDAT"), _i % 4 == 3 ? MESSAGES : 0);
	for (unsigned i = 0; i < MESSAGES; i++)
		check_text(i, i);
	end();
}
END_TEST

/* Changes of direction until the final reply, TCP's own included. */
static const struct {
	bool starttls;
	const char *features;
	unsigned turns;
} turns[] = {
    {false, FULL, 6},
    {true, FULL, 8},
    {false, "PIPELINING" PLAIN, 7},
    {false, "SIZE" PLAIN, 9},
};

/* The turns of n messages, without TCP's own. */
static unsigned
turns_of(const struct smtp_behaviour *b, unsigned n)
{
	unsigned seen;

	begin(b);
	runner_start(&runner, NULL);
	if (n > 1)
		runner_wait_ready(&runner);
	for (unsigned i = 0; i < n; i++)
		hand("bob@example.net");
	runner_wait(&runner, n);
	ck_assert_uint_eq(runner.done, n);
	smtp_server_stop(&server);
	seen = smtp_server_count(&server, "turn ");
	end();
	return seen;
}

/* The fewest of some tries: who rests between two writes lets the other side
 * speak, so that a busy machine adds to them. */
static unsigned
fewest_turns(const struct smtp_behaviour *b, unsigned n, unsigned wanted)
{
	unsigned seen = turns_of(b, n), again;

	for (int i = 0; i < 4 && seen > wanted; i++)
		if ((again = turns_of(b, n)) < seen)
			seen = again;
	return seen;
}

START_TEST(test_turns)
{
	struct smtp_behaviour b = {
	    .features = turns[_i].features,
	    .starttls = turns[_i].starttls,
	    .settle_ms = 60,
	};

	ck_assert_uint_eq(
	    1 + fewest_turns(&b, 1, turns[_i].turns - 1), turns[_i].turns);
}
END_TEST

/* Behind the first message each costs one turn with PIPELINING, and a window
 * of them costs one with CHUNKING. */
START_TEST(test_many_turns)
{
	struct smtp_behaviour b = {
	    .features = _i == 0 ? "PIPELINING" PLAIN : FULL,
	    .settle_ms = 60,
	};
	/* 1+2+4+8+16 messages; TLS, greeting, EHLO, AUTH before them. */
	unsigned most = _i == 1 ? 4 + 6 : 4 + 34;

	ck_assert_uint_le(fewest_turns(&b, 31, most), most);
}
END_TEST

/* As many recipients as there can be, every tenth refused. */
START_TEST(test_many_recipients)
{
	struct smtp_behaviour b = {
	    .features = modes[_i],
	    .rules = {{"RCPT TO:<no", 0, "550 5.1.1 no"}},
	};
	static char many[LIMIT_RECIPIENTS * 32];
	size_t n = 0;

	for (unsigned i = 0; i < LIMIT_RECIPIENTS; i++)
		n +=
		    (size_t)snprintf(many + n, sizeof(many) - n, "%s%s%u@e.net",
			i > 0 ? " " : "", i % 10 == 3 ? "no" : "yes", i);
	begin(&b);
	runner_start(&runner, NULL);
	hand(many);
	runner_wait(&runner, 1);
	ck_assert_uint_eq(runner.done, 1);
	ck_assert_uint_eq(runner.n_outcomes, LIMIT_RECIPIENTS);
	for (unsigned i = 0; i < LIMIT_RECIPIENTS; i++)
		ck_assert_int_eq(runner_outcome(&runner, 0, i)->result,
		    i % 10 == 3 ? HANDOVER_BOUNCED : HANDOVER_SENT);
	end();
}
END_TEST

START_TEST(test_large)
{
	struct smtp_behaviour b = {.features = modes[_i]};
	size_t n = 3000000,
	       before = strlen("Received: by web1.example.com; message 0\r\n");
	char *text = large_text(n), *got;

	begin(&b);
	runner_start(&runner, NULL);
	runner_hand(&runner, SENDER, "bob@example.net", text, n);
	hand("bob@example.net");
	runner_wait(&runner, 2);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 2);
	got = smtp_server_text(&server, 0);
	ck_assert_ptr_nonnull(got);
	ck_assert_uint_eq(strlen(got), before + n);
	ck_assert(memcmp(got + before, text, n) == 0);
	if (_i == 3)
		ck_assert_uint_gt(smtp_server_count(&server, "C: BDAT"), 10);
	free(got);
	free(text);
	end();
}
END_TEST

/* Parameters of MAIL, and the policy's sender. */
START_TEST(test_mail_line)
{
	static const char text[] = "From: root\r\n\r\ngr\xc3\xbc\xc3\x9f\r\n";
	struct smtp_behaviour b = {.features = FULL};
	char *got;

	begin(&b);
	runner_start(&runner, NULL);
	runner_hand(&runner, "root@web1.example.com", "bob@example.net", text,
	    strlen(text));
	runner_wait(&runner, 1);
	got = smtp_server_text(&server, 0);
	ck_assert_ptr_nonnull(got);
	ck_assert_str_eq(got,
	    "Received: by web1.example.com; message 0\r\n"
	    "From: \"root (web1)\" <web1@example.com>\r\n\r\n"
	    "gr\xc3\xbc\xc3\x9f\r\n");
	free(got);
	ck_assert(smtp_server_heard(&server,
	    "C: MAIL FROM:<web1@example.com> SIZE=92 BODY=8BITMIME\n"));
	end();
}
END_TEST

/* What the sender wants to be told goes on where it can, encoded. */
static const struct {
	const char *features;
	const char *envid;
	const char *mail;
	const char *rcpt;
} notices[] = {
    {"DSN\nSIZE" PLAIN, "a+b=c", " RET=HDRS ENVID=a+2Bb+3Dc\n",
	" NOTIFY=SUCCESS,FAILURE\n"},
    {"PIPELINING\nDSN" PLAIN, "", "<list@example.org> RET=HDRS\n",
	" NOTIFY=SUCCESS,FAILURE\n"},
    /* One that is too long when it is encoded is left out. */
    {"DSN" PLAIN, "+++++++++++++++++++++++++++++++++++",
	"<list@example.org> RET=HDRS\n", " NOTIFY=SUCCESS,FAILURE\n"},
    {"PIPELINING" PLAIN, "abc", "C: MAIL FROM:<list@example.org>\n",
	"C: RCPT TO:<bob@example.net>\n"},
};

/* Each recipient has its own, and the runner learns who tells the sender. */
START_TEST(test_notices_of_each)
{
	struct smtp_behaviour b = {
	    .features = _i == 0 ? "DSN" PLAIN : "SIZE" PLAIN};

	begin(&b);
	runner_start(&runner, NULL);
	runner.notify = "NEVER  SUCCESS";
	runner.orcpt = " rfc822;a+2Bb@example.com utf-8;j\\x{F6}rg@example.com";
	hand("bob@example.net carol@example.net dave@example.net");
	runner_wait(&runner, 1);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 3);
	ck_assert(smtp_server_heard(&server,
	    _i == 0 ? "C: RCPT TO:<bob@example.net> NOTIFY=NEVER\n"
		    : "C: RCPT TO:<bob@example.net>\n"));
	ck_assert(smtp_server_heard(&server,
	    _i == 0 ? "C: RCPT TO:<carol@example.net> "
		      "ORCPT=rfc822;a+2Bb@example.com\n"
		    : "C: RCPT TO:<carol@example.net>\n"));
	ck_assert(smtp_server_heard(&server,
	    _i == 0 ? "C: RCPT TO:<dave@example.net> NOTIFY=SUCCESS "
		      "ORCPT=utf-8;j\\x{F6}rg@example.com\n"
		    : "C: RCPT TO:<dave@example.net>\n"));
	for (unsigned i = 0; i < 3; i++)
		ck_assert(runner_outcome(&runner, 0, i)->notified == (_i == 0));
	end();
}
END_TEST

START_TEST(test_notices)
{
	struct smtp_behaviour b = {.features = notices[_i].features};

	begin(&b);
	runner_start(&runner, NULL);
	runner.notify = "SUCCESS,FAILURE";
	runner.ret = "HDRS";
	runner.envid = notices[_i].envid;
	hand("bob@example.net");
	runner_wait(&runner, 1);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 1);
	ck_assert(smtp_server_heard(&server, notices[_i].mail));
	ck_assert(smtp_server_heard(&server, notices[_i].rcpt));
	end();
}
END_TEST

/* MAIL FROM:<> is refused: the account sends it, and the next one at once. */
START_TEST(test_null_sender)
{
	static const char text[] = "From: web1@example.com\r\n\r\nbounce\r\n";
	struct smtp_behaviour b = {
	    .features = modes[_i],
	    .rules = {{"MAIL FROM:<>", 0, "553 5.1.8 no null here"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	runner_hand(&runner, "", "bob@example.net", text, strlen(text));
	runner_wait(&runner, 1);
	runner_hand(&runner, "", "bob@example.net", text, strlen(text));
	runner_wait(&runner, 2);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 2);
	ck_assert_uint_eq(smtp_server_count(&server, "C: MAIL FROM:<>"), 1);
	ck_assert_uint_eq(
	    smtp_server_count(&server, "message <web1@example.com>"), 2);
	end();
}
END_TEST

#define PLAIN_TEXT "From: web1@example.com\r\n\r\nx\r\n"
#define INTERNATIONAL_TEXT \
	"From: web1@example.com\r\nCc: J <j\xc3\xbc@example.net>\r\n\r\nx\r\n"
#define ACCOUNT "web1@example.com"
#define OTHER "j\xc3\xbc@example.com"

/* What needs SMTPUTF8, and what it gets: the results of two recipients. */
static const struct {
	const char *sender;
	const char *recipients;
	const char *text;
	bool offered;
	enum handover_result first, second;
	const char *mail; /* NULL: it is not said */
} internationals[] = {
    {ACCOUNT, "bob@example.net carol@example.net", PLAIN_TEXT, true,
	HANDOVER_SENT, HANDOVER_SENT, "<" ACCOUNT "> SIZE=71\n"},
    {ACCOUNT, "j\xc3\xbc@example.net bob@example.net", PLAIN_TEXT, true,
	HANDOVER_SENT, HANDOVER_SENT,
	"<" ACCOUNT "> SIZE=71 BODY=8BITMIME SMTPUTF8\n"},
    {ACCOUNT, "j\xc3\xbc@example.net bob@example.net", PLAIN_TEXT, false,
	HANDOVER_BOUNCED, HANDOVER_SENT, "<" ACCOUNT "> SIZE=71\n"},
    {ACCOUNT, "j\xc3\xbc@example.net k\xc3\xbc@example.net", PLAIN_TEXT, false,
	HANDOVER_BOUNCED, HANDOVER_BOUNCED, NULL},
    {ACCOUNT, "bob@example.net carol@example.net", INTERNATIONAL_TEXT, true,
	HANDOVER_SENT, HANDOVER_SENT, " BODY=8BITMIME SMTPUTF8\n"},
    {ACCOUNT, "bob@example.net carol@example.net", INTERNATIONAL_TEXT, false,
	HANDOVER_BOUNCED, HANDOVER_BOUNCED, NULL},
    {OTHER, "bob@example.net carol@example.net", PLAIN_TEXT, true,
	HANDOVER_SENT, HANDOVER_SENT,
	"<" OTHER "> SIZE=71 BODY=8BITMIME "
	"SMTPUTF8\n"},
    {OTHER, "bob@example.net carol@example.net", PLAIN_TEXT, false,
	HANDOVER_BOUNCED, HANDOVER_BOUNCED, NULL},
};

START_TEST(test_international)
{
	struct smtp_behaviour b = {
	    .features = internationals[_i].offered ? FULL "\nSMTPUTF8" : FULL};
	const char *text = internationals[_i].text;

	begin(&b);
	snprintf(runner.relay.senders, sizeof(runner.relay.senders),
	    "*@example.com");
	runner_start(&runner, NULL);
	runner_hand(&runner, internationals[_i].sender,
	    internationals[_i].recipients, text, strlen(text));
	runner_wait(&runner, 1);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 0)->result, internationals[_i].first);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 1)->result, internationals[_i].second);
	if (internationals[_i].first == HANDOVER_BOUNCED)
		ck_assert(strncmp(runner_outcome(&runner, 0, 0)->reply,
			      "5.6.7 ", 6) == 0);
	if (internationals[_i].mail != NULL)
		ck_assert(smtp_server_heard(&server, internationals[_i].mail));
	else
		ck_assert_uint_eq(smtp_server_count(&server, "C: MAIL"), 0);
	end();
}
END_TEST

/* A message that needs it changes nothing for the next one. */
START_TEST(test_international_alone)
{
	static const char mail[] = "C: MAIL FROM:<" ACCOUNT "> SIZE=71";
	struct smtp_behaviour b = {.features = FULL "\nSMTPUTF8"};

	begin(&b);
	runner_start(&runner, NULL);
	for (int i = 0; i < 3; i++)
		runner_hand(&runner, ACCOUNT,
		    i == 1 ? "j\xc3\xbc@example.net" : "bob@example.net",
		    PLAIN_TEXT, strlen(PLAIN_TEXT));
	runner_wait(&runner, 3);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 3);
	ck_assert_uint_eq(smtp_server_count(&server, mail), 3);
	ck_assert_uint_eq(
	    smtp_server_count(&server,
		"C: MAIL FROM:<" ACCOUNT "> SIZE=71 BODY=8BITMIME SMTPUTF8"),
	    1);
	end();
}
END_TEST

TCase *
relay_sending_tests(void)
{
	TCase *t = tcase_create("sending");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_modes, 0, 12);
	tcase_add_loop_test(t, test_turns, 0, COUNT(turns));
	tcase_add_loop_test(t, test_many_turns, 0, 2);
	tcase_add_loop_test(t, test_many_recipients, 0, 4);
	tcase_add_loop_test(t, test_large, 0, 4);
	tcase_add_test(t, test_mail_line);
	tcase_add_loop_test(t, test_notices, 0, COUNT(notices));
	tcase_add_loop_test(t, test_notices_of_each, 0, 2);
	tcase_add_loop_test(t, test_null_sender, 0, 4);
	tcase_add_loop_test(t, test_international, 0, COUNT(internationals));
	tcase_add_test(t, test_international_alone);
	return t;
}
