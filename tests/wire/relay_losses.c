/* SPDX-License-Identifier: ISC */
/* Connections that end too early. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "wire/relay_case.h"

/* The server ends it, or falls silent, at each stage. */
static const struct {
	const char *command;
	unsigned nth;
	const char *say;
	bool unknown; /* a message may have been taken */
} losses[] = {
    {"connect", 1, "421 4.3.2 not now", false},
    {"connect", 1, "554 5.3.2 never", false},
    {"connect", 1, "!close", false},
    {"connect", 1, "garbage", false},
    {"EHLO", 1, "!last 421 4.3.2 not now", false},
    {"EHLO", 1, "550 5.7.1 not you", false},
    {"EHLO", 1, "!reset", false},
    {"AUTH", 1, "421 4.3.2 not now", false},
    {"AUTH", 1, "454 4.7.0 later", false},
    {"MAIL", 5, "!last 421 4.3.2 going down", false},
    {"RCPT", 5, "!last 421 4.3.2 going down", false},
    {"BDAT", 5, "!last 421 4.3.2 going down", false},
    {"MAIL", 5, "530 5.7.0 who are you?", false},
    {"MAIL", 5, "452 4.3.1 disk full", false},
    {"BDAT", 5, "451 4.3.0 queue trouble", false},
    {"BDAT", 5, "!hang", true},
    {"MAIL", 1, "!close", true},
};

START_TEST(test_lost)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{losses[_i].command, losses[_i].nth, losses[_i].say}},
	};
	unsigned sent, taken;

	begin(&b);
	runner.relay.timeout_ms = 3000;
	runner_start(&runner, NULL);
	for (unsigned i = 0; i < 20; i++)
		hand("bob@example.net");
	runner_wait(&runner, 20);
	ck_assert_msg(runner.failed.failure == HANDOVER_UNREACHABLE,
	    "failure %d, %s", (int)runner.failed.failure, runner.failed.reason);
	ck_assert(strstr(runner.failed.reason, "localhost") != NULL);
	sent = runner_count(&runner, HANDOVER_SENT);
	taken = smtp_server_count(&server, "message ");
	ck_assert_uint_le(sent, taken);
	ck_assert_uint_lt(sent, 20);
	if (losses[_i].unknown)
		ck_assert_uint_ge(
		    sent + runner_count(&runner, HANDOVER_UNKNOWN), taken);
	else {
		ck_assert_uint_eq(sent, taken);
		ck_assert_uint_eq(runner_count(&runner, HANDOVER_UNKNOWN), 0);
	}
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_BOUNCED), 0);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_HELD), 0);
	end();
}
END_TEST

/* A connection that broke after it was of use: the next one goes on, without
 * the message at which it broke. */
static const struct {
	struct smtp_rule rule;
	enum handover_result result;
} breaks[] = {
    {{"MAIL FROM:<poison", 0, "!close"}, HANDOVER_BROKEN},
    {{"RCPT TO:<poison", 0, "!close"}, HANDOVER_BROKEN},
    {{"RCPT TO:<poison", 0, "!reset"}, HANDOVER_BROKEN},
    {{"RCPT TO:<poison", 0, "not a reply"}, HANDOVER_BROKEN},
    {{".", 5, "!close"}, HANDOVER_UNKNOWN},
    {{".", 5, "!reset"}, HANDOVER_UNKNOWN},
};

START_TEST(test_broken)
{
	static const char text[] = "From: list@example.org\r\n\r\nx\r\n";
	struct smtp_behaviour b = {
	    .features = "PIPELINING" PLAIN,
	    .rules = {breaks[_i].rule},
	};

	begin(&b);
	runner_start(&runner, NULL);
	for (unsigned i = 0; i < 20; i++)
		runner_hand(&runner,
		    i == 4 ? "poison@example.org" : "list@example.org",
		    i == 4 ? "poison@example.net" : "bob@example.net", text,
		    strlen(text));
	runner_wait(&runner, 20);
	ck_assert_msg(runner.done == 20, "%u done, %s", runner.done,
	    runner.failed.reason);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 19);
	ck_assert_int_eq(
	    runner_outcome(&runner, 4, 0)->result, breaks[_i].result);
	ck_assert(strstr(runner_outcome(&runner, 4, 0)->reply, "localhost"));
	ck_assert_uint_eq(smtp_server_count(&server, "open"), 2);
	ck_assert_uint_eq(smtp_server_count(&server, "message "), 19);
	end();
}
END_TEST

/* A reply that comes a byte at a time is as late as none. */
START_TEST(test_dawdling)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{_i == 0 ? "RCPT" : "BDAT", 1, "!dawdle"}},
	};
	int64_t from = deadline_now();

	begin(&b);
	runner.relay.timeout_ms = 3000;
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 2);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_UNREACHABLE);
	ck_assert(strstr(runner.failed.reason, "in time") != NULL);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 0)->result, HANDOVER_UNKNOWN);
	ck_assert_int_lt(deadline_now() - from, 25 * 1000000000LL);
	end();
}
END_TEST

/* The connection breaks before all of a text is sent: it was not taken. */
START_TEST(test_large_lost)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{"BDAT", 1, "!deaf"}},
	};
	size_t n = 6000000;
	char *text = large_text(n);

	begin(&b);
	runner_start(&runner, NULL);
	runner_hand(&runner, SENDER, "bob@example.net", text, n);
	runner_wait(&runner, 2);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_UNREACHABLE);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 0)->result, HANDOVER_BROKEN);
	free(text);
	end();
}
END_TEST

/* The server closes an idle connection: no failure. */
START_TEST(test_idle)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{"BDAT", 2,
		_i == 0 ? "!last 250 2.0.0 taken"
			: "!more 421 4.4.2 idle for too long"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	hand("bob@example.net");
	runner_wait(&runner, 2);
	runner_wait(&runner, 3);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 2);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_CLOSED);
	end();
}
END_TEST

/* The runner goes away: so does the relay. */
START_TEST(test_runner_gone)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{"BDAT", 0, "!hang"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	runner_wait_ready(&runner);
	if (_i == 1)
		hand("bob@example.net");
	ck_assert_int_eq(runner_stop(&runner), 1);
	smtp_server_clear(&server);
}
END_TEST

TCase *
relay_losses_tests(void)
{
	TCase *t = tcase_create("losses");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_lost, 0, COUNT(losses));
	tcase_add_loop_test(t, test_broken, 0, COUNT(breaks));
	tcase_add_loop_test(t, test_dawdling, 0, 2);
	tcase_add_test(t, test_large_lost);
	tcase_add_loop_test(t, test_idle, 0, 2);
	tcase_add_loop_test(t, test_runner_gone, 0, 2);
	return t;
}
