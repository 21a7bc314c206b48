/* SPDX-License-Identifier: ISC */
/* A server that refuses some, or cannot do what it offers. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "wire/relay_case.h"

/* One message is refused among others, at each stage, in each mode. */
static const struct {
	struct smtp_rule rule;
	enum handover_result result;
	const char *reply;
} refusals[] = {
    {{"RCPT", 9, "550 5.1.1 no such user"}, HANDOVER_BOUNCED,
	"550 5.1.1 no such user"},
    {{"RCPT", 9, "450 4.2.1 busy"}, HANDOVER_DEFERRED, "450 4.2.1 busy"},
    {{"RCPT", 9, "550-5.7.1 not\n550 5.7.1 yours"}, HANDOVER_HELD,
	"550 5.7.1 not; yours"},
    {{"MAIL", 9, "553 5.7.1 not your address"}, HANDOVER_HELD,
	"553 5.7.1 not your address"},
    {{"MAIL", 9, "451 4.7.1 later"}, HANDOVER_DEFERRED, "451 4.7.1 later"},
    {{"text", 9, "554 5.6.0 no"}, HANDOVER_BOUNCED, "554 5.6.0 no"},
    {{"text", 9, "451 4.7.0 scanner busy"}, HANDOVER_DEFERRED,
	"451 4.7.0 scanner busy"},
    {{"DATA", 9, "451 4.7.0 not now"}, HANDOVER_DEFERRED, "451 4.7.0 not now"},
};

START_TEST(test_refused)
{
	struct smtp_behaviour b = {
	    .features = modes[_i % 4],
	    .rules = {refusals[_i / 4].rule},
	};
	bool chunking = _i % 4 == 3;
	unsigned next = 0;

	if (strcmp(b.rules[0].command, "text") == 0)
		b.rules[0].command = chunking ? "BDAT" : ".";
	if (strcmp(b.rules[0].command, "DATA") == 0 && chunking)
		b.rules[0].command = "BDAT";
	begin(&b);
	runner_start(&runner, NULL);
	for (unsigned i = 0; i < MESSAGES; i++)
		hand("bob@example.net");
	runner_wait(&runner, MESSAGES);
	ck_assert_msg(runner.done == MESSAGES, "%u done, %s", runner.done,
	    runner.failed.reason);
	for (unsigned i = 0; i < MESSAGES; i++) {
		const struct runner_outcome *o = runner_outcome(&runner, i, 0);

		ck_assert_ptr_nonnull(o);
		if (i != 8)
			ck_assert_int_eq(o->result, HANDOVER_SENT);
		else
			ck_assert_int_eq(o->result, refusals[_i / 4].result);
		if (i == 8)
			ck_assert_str_eq(o->reply, refusals[_i / 4].reply);
		else
			check_text(next++, i);
	}
	ck_assert_uint_eq(smtp_server_count(&server, "message "), MESSAGES - 1);
	ck_assert_uint_eq(smtp_server_count(&server, "open"), 1);
	end();
}
END_TEST

/* Some recipients are refused: the others get the message. */
START_TEST(test_some_recipients)
{
	struct smtp_behaviour b = {
	    .features = modes[_i],
	    .rules = {{"RCPT TO:<no", 0, "550 5.1.1 no"},
		{"RCPT TO:<many", 0, "452 4.5.3 too many"}},
	};

	begin(&b);
	runner_start(&runner, NULL);
	hand("no@example.net yes@example.net many@example.net");
	hand("no@example.net");
	hand("many@example.net");
	hand("yes@example.net");
	runner_wait(&runner, 4);
	ck_assert_uint_eq(runner.done, 4);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 0)->result, HANDOVER_BOUNCED);
	ck_assert_int_eq(runner_outcome(&runner, 0, 1)->result, HANDOVER_SENT);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 2)->result, HANDOVER_TOO_MANY);
	ck_assert_int_eq(
	    runner_outcome(&runner, 1, 0)->result, HANDOVER_BOUNCED);
	ck_assert_int_eq(
	    runner_outcome(&runner, 2, 0)->result, HANDOVER_DEFERRED);
	ck_assert_int_eq(runner_outcome(&runner, 3, 0)->result, HANDOVER_SENT);
	ck_assert_uint_eq(smtp_server_count(&server, "message "), 2);
	/* Without a recipient DATA is ended at once (RFC 2920 3.1). */
	ck_assert_uint_eq(
	    smtp_server_count(&server, "text of 0 bytes"), _i == 1 ? 2 : 0);
	end();
}
END_TEST

/*
 * CHUNKING does not work: the connection is closed, the next one does without
 * it, every message arrives once.
 */
static const struct smtp_rule broken_chunking[] = {
    {"BDAT", 1, "!more 250 2.0.0 once more"},
    {"BDAT", 1, "!more 500 5.5.2 what?"},
    {"BDAT", 1, "!data 500 5.5.2 what?"},
    {"BDAT", 1, "!data 502 5.5.1 not implemented"},
    {"BDAT", 1, "354 go ahead"},
    {"BDAT", 1, "500 5.5.2 what?"},
    {"BDAT", 1, "!more no reply at all"},
    {"RSET", 1, "500 5.5.2 what?"},
    {"MAIL", 2, "354 what?"},
};

START_TEST(test_broken_chunking)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {broken_chunking[_i]},
	};
	unsigned unknown;

	begin(&b);
	runner_start(&runner, NULL);
	for (unsigned i = 0; i < 10; i++)
		hand("bob@example.net");
	runner_wait(&runner, 10);
	ck_assert_msg(runner.done == 10, "%u done, %s", runner.done,
	    runner.failed.reason);
	unknown = runner_count(&runner, HANDOVER_UNKNOWN);
	ck_assert_uint_eq(runner_count(&runner, HANDOVER_SENT), 10 - unknown);
	ck_assert_uint_le(unknown, 2);
	ck_assert_uint_eq(smtp_server_count(&server, "open"), 2);
	ck_assert_uint_ge(smtp_server_count(&server, "C: DATA"), 7);
	ck_assert_uint_le(smtp_server_count(&server, "message "), 10);
	end();
}
END_TEST

/* A chunk in the middle is refused: the rest stays here. */
START_TEST(test_large_refused)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{"BDAT", 2, "552 5.3.4 too much"}},
	};
	size_t n = 6000000;
	char *text = large_text(n);

	begin(&b);
	runner_start(&runner, NULL);
	runner_hand(&runner, SENDER, "bob@example.net", text, n);
	hand("bob@example.net");
	runner_wait(&runner, 2);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 0)->result, HANDOVER_BOUNCED);
	ck_assert_int_eq(runner_outcome(&runner, 1, 0)->result, HANDOVER_SENT);
	ck_assert_uint_lt(smtp_server_count(&server, "C: BDAT"), 10);
	ck_assert_uint_eq(smtp_server_count(&server, "message "), 1);
	ck_assert_uint_eq(smtp_server_count(&server, "open"), 1);
	free(text);
	end();
}
END_TEST

/* Larger than the server takes: not even tried. */
START_TEST(test_too_large)
{
	struct smtp_behaviour b = {
	    .features = "PIPELINING\nCHUNKING\nSIZE 1000" PLAIN,
	};
	char *text = large_text(2000);

	begin(&b);
	runner_start(&runner, NULL);
	runner_hand(&runner, SENDER, "bob@example.net b@c.example", text, 2000);
	hand("bob@example.net");
	runner_wait(&runner, 2);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 1)->result, HANDOVER_BOUNCED);
	ck_assert(strstr(runner_outcome(&runner, 0, 1)->reply, "5.3.4"));
	ck_assert_int_eq(runner_outcome(&runner, 1, 0)->result, HANDOVER_SENT);
	ck_assert_uint_eq(smtp_server_count(&server, "C: MAIL"), 1);
	free(text);
	end();
}
END_TEST

/* A spool file that is shorter than announced holds up nobody else. */
START_TEST(test_cut_file)
{
	struct smtp_behaviour b = {.features = FULL};
	struct handover_message m = {
	    .offset = 10,
	    .size = 1000,
	    .recipients = strdup("bob@example.net"),
	    .n_recipients = 1,
	};
	char path[] = "/tmp/postern-message-XXXXXX";
	int fd = mkstemp(path);
	struct error e;

	begin(&b);
	runner_start(&runner, NULL);
	ck_assert_int_eq(ftruncate(fd, 500), 0);
	ck_assert(handover_put_message(&runner.out, &m));
	ck_assert_int_eq(
	    frame_send_fd(runner.fd, &runner.out, fd, deadline_in(60000), &e),
	    ERROR_NONE);
	runner.handed++;
	hand("bob@example.net");
	runner_wait(&runner, 2);
	ck_assert_int_eq(runner_outcome(&runner, 0, 0)->result, HANDOVER_HELD);
	ck_assert_int_eq(runner_outcome(&runner, 1, 0)->result, HANDOVER_SENT);
	handover_clear_message(&m);
	unlink(path);
	close(fd);
	end();
}
END_TEST

TCase *
relay_refusals_tests(void)
{
	TCase *t = tcase_create("refusals");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_refused, 0, 4 * (int)COUNT(refusals));
	tcase_add_loop_test(t, test_some_recipients, 0, 4);
	tcase_add_loop_test(t, test_broken_chunking, 0, COUNT(broken_chunking));
	tcase_add_test(t, test_large_refused);
	tcase_add_test(t, test_too_large);
	tcase_add_test(t, test_cut_file);
	return t;
}
