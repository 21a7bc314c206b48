/* SPDX-License-Identifier: ISC */
/* A server whose replies are none to what it was asked. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "wire/relay_case.h"

/* A code that is no refusal, but not the one either. */
static const struct {
	struct smtp_rule rule;
	bool starttls;
} beginnings[] = {
    {{"connect", 1, "250 hello"}, false},
    {{"connect", 1, "354 go ahead"}, false},
    {{"EHLO", 1, "220 hello"}, false},
    {{"EHLO", 1, "354 go ahead"}, false},
    {{"STARTTLS", 1, "250 go ahead"}, true},
    {{"STARTTLS", 1, "354 go ahead"}, true},
};

START_TEST(test_beginning)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .starttls = beginnings[_i].starttls,
	    .rules = {beginnings[_i].rule},
	};

	begin(&b);
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	ck_assert_int_ne(runner.failed.failure, HANDOVER_FAILURES);
	ck_assert_uint_eq(runner.n_outcomes, 0);
	ck_assert_uint_eq(smtp_server_count(&server, "C: AUTH"), 0);
	end();
}
END_TEST

static unsigned
outcomes_of(unsigned id, unsigned recipient)
{
	unsigned n = 0;

	for (unsigned i = 0; i < runner.n_outcomes; i++)
		n += runner.outcomes[i].id ==
			runner_outcome(&runner, id, recipient)->id &&
		    runner.outcomes[i].recipient == recipient;
	return n;
}

/* It refuses one recipient and goes away over the next: each has an outcome,
 * and one only. */
START_TEST(test_half_refused)
{
	struct smtp_behaviour b = {
	    .features = "PIPELINING" PLAIN,
	    .rules = {{"RCPT TO:<no", 0, "550 5.1.1 no"},
		{"RCPT TO:<poison", 0, "!close"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	hand("bob@example.net");
	hand("no@example.net poison@example.net");
	hand("bob@example.net");
	runner_wait(&runner, 3);
	ck_assert_msg(
	    runner.done == 3, "%u done, %s", runner.done, runner.failed.reason);
	ck_assert_int_eq(
	    runner_outcome(&runner, 1, 0)->result, HANDOVER_BOUNCED);
	ck_assert_int_eq(
	    runner_outcome(&runner, 1, 1)->result, HANDOVER_BROKEN);
	ck_assert_uint_eq(outcomes_of(1, 0), 1);
	ck_assert_uint_eq(outcomes_of(1, 1), 1);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 2);
	end();
}
END_TEST

/* It has closed what was kept open for it: nobody's fault. */
START_TEST(test_stale)
{
	struct smtp_behaviour b = {
	    .features = modes[_i],
	    .rules = {{"RSET", 1, "!last 421 4.4.2 you were idle"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	hand("bob@example.net");
	runner_wait(&runner, 2);
	ck_assert_msg(
	    runner.done == 2, "%u done, %s", runner.done, runner.failed.reason);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 2);
	ck_assert_uint_eq(smtp_server_count(&server, "open"), 2);
	end();
}
END_TEST

/* It falls silent after it was of use: another session would wait again. */
START_TEST(test_silent)
{
	struct smtp_behaviour b = {
	    .features = modes[_i],
	    .rules = {{"MAIL", 2, "!hang"}},
	};

	begin(&b);
	runner.relay.timeout_ms = 2000;
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	hand("bob@example.net");
	/* The failure comes behind the message. */
	runner_wait(&runner, 3);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_UNREACHABLE);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 1);
	ck_assert_uint_eq(smtp_server_count(&server, "open"), 1);
	end();
}
END_TEST

/* A report's empty sender, and a server that wants no mail of anybody: no
 * other sender helps. */
START_TEST(test_null_sender_unwelcome)
{
	static const char text[] = "From: a@example.org\r\n\r\nx\r\n";
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{"MAIL FROM:<>", 0, "530 5.7.0 who are you?"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	runner_hand(&runner, "", "bob@example.net", text, strlen(text));
	runner_wait(&runner, 2);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_UNREACHABLE);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 0);
	ck_assert_uint_eq(smtp_server_count(&server, "C: MAIL"), 1);
	end();
}
END_TEST

/* The runner is told what did not work, also when the relay ends for another
 * reason. */
START_TEST(test_tells_of_chunking)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{"BDAT", 1, "500 5.5.2 what?"},
		{"DATA", 3, "!last 421 4.3.2 going down"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	for (unsigned i = 0; i < 10; i++)
		hand("bob@example.net");
	runner_wait(&runner, 11);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_UNREACHABLE);
	ck_assert(runner.failed.no_chunking);
	end();
}
END_TEST

TCase *
relay_lies_tests(void)
{
	TCase *t = tcase_create("lies");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_beginning, 0, COUNT(beginnings));
	tcase_add_test(t, test_half_refused);
	tcase_add_loop_test(t, test_stale, 0, 4);
	tcase_add_loop_test(t, test_silent, 0, 4);
	tcase_add_test(t, test_null_sender_unwelcome);
	tcase_add_test(t, test_tells_of_chunking);
	return t;
}
