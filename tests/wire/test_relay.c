/* SPDX-License-Identifier: ISC */
/* The relay against a submission server that misbehaves in every way. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "wire/runner.h"
#include "wire/smtp_server.h"

#define ALL "PIPELINING\nCHUNKING\n8BITMIME\nENHANCEDSTATUSCODES\nSIZE 9000000"
#define PLAIN "\nAUTH PLAIN"
#define FULL ALL PLAIN
#define SENDER "list@example.org"
#define MESSAGES 40

static struct pki *pki;
static char ca[] = "/tmp/postern-test-ca-XXXXXX";
static struct smtp_server server;
static struct runner runner;

static void
begin(const struct smtp_behaviour *b)
{
	smtp_server_start(&server, pki, b);
	runner_init(&runner, b->starttls ? "submission" : "submissions",
	    server.port, ca);
}

static void
end(void)
{
	/* 1: we went away first.  Others: a leak, a bug. */
	ck_assert_int_le(runner_stop(&runner), 1);
	smtp_server_clear(&server);
}

/* A message with a subject of its own. */
static void
hand(const char *recipients)
{
	char text[256];
	int n = snprintf(text, sizeof(text),
	    "From: list@example.org\r\nSubject: %u\r\n\r\n"
	    ".a dot\r\n..\r\nlast %u\r\n",
	    runner.handed, runner.handed);

	runner_hand(&runner, SENDER, recipients, text, (size_t)n);
}

/* Its text as it has to arrive. */
static void
check_text(unsigned nth, unsigned id)
{
	char want[512], *got = smtp_server_text(&server, nth);

	snprintf(want, sizeof(want),
	    "Received: by web1.example.com; message %u\r\n"
	    "From: list@example.org\r\nSubject: %u\r\n\r\n"
	    ".a dot\r\n..\r\nlast %u\r\n",
	    id, id, id);
	ck_assert_ptr_nonnull(got);
	ck_assert_str_eq(got, want);
	free(got);
}

/* What the server offers: each way of sending. */
static const char *const modes[] = {
    "8BITMIME" PLAIN,
    "PIPELINING" PLAIN,
    "CHUNKING\nSIZE" PLAIN,
    FULL,
};

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

START_TEST(test_turns)
{
	struct smtp_behaviour b = {
	    .features = turns[_i].features,
	    .starttls = turns[_i].starttls,
	    .settle_ms = 60,
	};

	begin(&b);
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	ck_assert_uint_eq(runner.done, 1);
	smtp_server_stop(&server);
	ck_assert_uint_eq(
	    1 + smtp_server_count(&server, "turn "), turns[_i].turns);
	end();
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

	begin(&b);
	runner_start(&runner, NULL);
	runner_wait_ready(&runner);
	for (unsigned i = 0; i < 31; i++)
		hand("bob@example.net");
	runner_wait(&runner, 31);
	smtp_server_stop(&server);
	/* 1+2+4+8+16 messages; TLS, greeting, EHLO, AUTH before them. */
	if (_i == 1)
		ck_assert_uint_le(smtp_server_count(&server, "turn "), 4 + 6);
	else
		ck_assert_uint_le(smtp_server_count(&server, "turn "), 4 + 34);
	end();
}
END_TEST

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
    {"MAIL", 5, "!close", true},
    {"BDAT", 5, "!close", true},
    {"BDAT", 5, "!reset", true},
    {"BDAT", 5, "!hang", true},
};

START_TEST(test_lost)
{
	struct smtp_behaviour b = {
	    .features = FULL,
	    .rules = {{losses[_i].command, losses[_i].nth, losses[_i].say}},
	};
	unsigned sent, taken;

	begin(&b);
	runner.relay.timeout_ms = 1000;
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

/* No proof who the server is: not one byte of a credential. */
static const struct {
	struct smtp_behaviour b;
	enum handover_failure failure;
} untrusted[] = {
    {{.kind = PKI_EXPIRED}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_NOT_YET}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_SELF_SIGNED}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_WRONG_NAME}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_UNKNOWN_CA}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_CLIENT}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_WRONG_NAME, .starttls = true}, HANDOVER_UNTRUSTED},
    {{.starttls = true, .clear = "AUTH PLAIN\nPIPELINING"}, HANDOVER_UNTRUSTED},
    {{.starttls = true, .rules = {{"STARTTLS", 0, "454 4.7.0 no TLS"}}},
	HANDOVER_UNTRUSTED},
    {{.starttls = true, .inject = "250-fake\r\n250 AUTH PLAIN\r\n"},
	HANDOVER_UNTRUSTED},
    {{.starttls = true, .rules = {{"EHLO", 1, "!more 220 go ahead"}}},
	HANDOVER_UNREACHABLE},
};

START_TEST(test_untrusted)
{
	struct smtp_behaviour b = untrusted[_i].b;

	b.features = FULL;
	begin(&b);
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	ck_assert_msg(runner.failed.failure == untrusted[_i].failure,
	    "failure %d, %s", (int)runner.failed.failure, runner.failed.reason);
	ck_assert_uint_eq(runner.n_outcomes, 0);
	ck_assert(!smtp_server_heard(&server, "AUTH PLAIN A"));
	ck_assert(!smtp_server_heard(&server, "C: AUTH"));
	end();
}
END_TEST

/* What the server offers, and how authentication ends. */
static const struct {
	const char *features;
	const char *mechanisms;
	const char *password;
	struct smtp_rule rule;
	enum handover_failure failure; /* HANDOVER_FAILURES: it works */
	const char *heard;
	const char *not_heard;
} logins[] = {
    {"AUTH PLAIN", "", NULL, {NULL, 0, NULL}, HANDOVER_FAILURES,
	"C: AUTH PLAIN A", NULL},
    {"AUTH=LOGIN", "", NULL, {NULL, 0, NULL}, HANDOVER_FAILURES,
	"C: AUTH LOGIN", NULL},
    {"AUTH PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "", NULL, {NULL, 0, NULL},
	HANDOVER_FAILURES, "C: AUTH SCRAM-SHA-256 ", "C: AUTH PLAIN"},
    {"AUTH PLAIN SCRAM-SHA-256", "PLAIN", NULL, {NULL, 0, NULL},
	HANDOVER_FAILURES, "C: AUTH PLAIN A", "C: AUTH SCRAM"},
    {"AUTH PLAIN SCRAM-SHA-256", "", NULL,
	{"AUTH SCRAM", 0, "504 5.5.4 not really"}, HANDOVER_FAILURES,
	"C: AUTH PLAIN A", NULL},
    {"AUTH PLAIN SCRAM-SHA-256", "SCRAM-SHA-256", NULL,
	{"AUTH SCRAM", 0, "504 5.5.4 not really"}, HANDOVER_AUTH,
	"C: AUTH SCRAM", "C: AUTH PLAIN"},
    {"AUTH PLAIN LOGIN", "", "wrong", {NULL, 0, NULL}, HANDOVER_AUTH,
	"535 5.7.8", "C: AUTH LOGIN"},
    {"AUTH PLAIN SCRAM-SHA-1", "", "wrong", {NULL, 0, NULL}, HANDOVER_AUTH,
	"535 5.7.8", "C: AUTH PLAIN"},
    {"AUTH PLAIN SCRAM-SHA-256", "", NULL,
	{"AUTH SCRAM", 0, "235 2.7.0 come in"}, HANDOVER_UNTRUSTED, "235",
	"C: AUTH PLAIN"},
    {"SIZE", "", NULL, {NULL, 0, NULL}, HANDOVER_AUTH, "EHLO", "C: AUTH"},
    {"AUTH CRAM-MD5 GSSAPI", "", NULL, {NULL, 0, NULL}, HANDOVER_AUTH, "EHLO",
	"C: AUTH"},
};

START_TEST(test_logins)
{
	struct smtp_behaviour b = {
	    .features = logins[_i].features,
	    .rules = {logins[_i].rule},
	};

	begin(&b);
	snprintf(runner.relay.mechanisms, sizeof(runner.relay.mechanisms), "%s",
	    logins[_i].mechanisms);
	if (logins[_i].password != NULL)
		ck_assert(secret_set(
		    &runner.relay.secret, view_of(logins[_i].password)));
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	ck_assert_msg(runner.failed.failure == logins[_i].failure,
	    "failure %d, %s", (int)runner.failed.failure, runner.failed.reason);
	ck_assert_uint_eq(runner.done, logins[_i].failure == HANDOVER_FAILURES);
	ck_assert(smtp_server_heard(&server, logins[_i].heard));
	if (logins[_i].not_heard != NULL)
		ck_assert(!smtp_server_heard(&server, logins[_i].not_heard));
	if (logins[_i].failure != HANDOVER_FAILURES)
		ck_assert(!smtp_server_heard(&server, "C: MAIL"));
	end();
}
END_TEST

/* Bytes that are large enough for chunks, with dots where they matter. */
static char *
large_text(size_t n)
{
	static const char head[] = "From: list@example.org\r\n\r\n";
	static const char line[] = "..0123456789012345678901234567890\r\n";
	char *text = malloc(n);

	ck_assert_ptr_nonnull(text);
	memcpy(text, head, sizeof(head) - 1);
	for (size_t i = sizeof(head) - 1; i < n; i++)
		text[i] = line[(i - sizeof(head) + 1) % (sizeof(line) - 1)];
	memcpy(text + n - 2, "\r\n", 2);
	return text;
}

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
	runner_wait(&runner, 1);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_UNREACHABLE);
	ck_assert_uint_eq(runner.n_outcomes, 0);
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

START_TEST(test_international)
{
	struct smtp_behaviour b = {.features = FULL "\nSMTPUTF8"};

	begin(&b);
	runner_start(&runner, NULL);
	hand("j\xc3\xbc@example.net bob@example.net");
	hand("j\xc3\xbc@example.net");
	runner_wait(&runner, 2);
	ck_assert_int_eq(
	    runner_outcome(&runner, 0, 0)->result, HANDOVER_BOUNCED);
	ck_assert_int_eq(runner_outcome(&runner, 0, 1)->result, HANDOVER_SENT);
	ck_assert_int_eq(
	    runner_outcome(&runner, 1, 0)->result, HANDOVER_BOUNCED);
	ck_assert_uint_eq(smtp_server_count(&server, "C: MAIL"), 1);
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
	    frame_send_fd(runner.fd, &runner.out, fd, deadline_in(5000), &e),
	    ERROR_NONE);
	runner.handed++;
	hand("bob@example.net");
	runner_wait(&runner, 2);
	ck_assert_int_eq(runner_outcome(&runner, 0, 0)->result, HANDOVER_HELD);
	ck_assert_int_eq(runner_outcome(&runner, 1, 0)->result, HANDOVER_SENT);
	free(m.recipients);
	unlink(path);
	close(fd);
	end();
}
END_TEST

/* postern check: connects, authenticates, says so, quits. */
START_TEST(test_once)
{
	struct smtp_behaviour b = {.features = FULL, .starttls = true};

	begin(&b);
	runner.relay.once = true;
	runner.relay.trace = true;
	runner_start(&runner, NULL);
	runner_wait(&runner, 1);
	ck_assert(runner.ready && runner.ended);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_FAILURES);
	ck_assert(strstr(runner.trace, "S: 250-PIPELINING") != NULL);
	ck_assert(strstr(runner.trace, "C: AUTH PLAIN ...") != NULL);
	ck_assert(strstr(runner.trace, "T: TLS") != NULL);
	ck_assert(strstr(runner.trace, "AHdlYjF") == NULL);
	ck_assert_int_eq(runner_stop(&runner), 0);
	smtp_server_clear(&server);
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

START_TEST(test_settings)
{
	struct smtp_behaviour b = {.features = FULL};

	begin(&b);
	if (_i == 0)
		snprintf(runner.relay.url, sizeof(runner.relay.url),
		    "imaps://localhost");
	else
		snprintf(runner.relay.ca_file, sizeof(runner.relay.ca_file),
		    "/nonexistent/ca.pem");
	runner_start(&runner, NULL);
	runner_wait(&runner, 1);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_SETTINGS);
	end();
}
END_TEST

static Suite *
relay_suite(void)
{
	Suite *s = suite_create("relay");
	TCase *t = tcase_create("wire");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_modes, 0, 12);
	tcase_add_loop_test(t, test_turns, 0, COUNT(turns));
	tcase_add_loop_test(t, test_many_turns, 0, 2);
	tcase_add_loop_test(t, test_refused, 0, 4 * (int)COUNT(refusals));
	tcase_add_loop_test(t, test_some_recipients, 0, 4);
	tcase_add_loop_test(t, test_broken_chunking, 0, COUNT(broken_chunking));
	tcase_add_loop_test(t, test_lost, 0, COUNT(losses));
	tcase_add_loop_test(t, test_untrusted, 0, COUNT(untrusted));
	tcase_add_loop_test(t, test_logins, 0, COUNT(logins));
	tcase_add_loop_test(t, test_large, 0, 4);
	tcase_add_test(t, test_large_refused);
	tcase_add_test(t, test_large_lost);
	tcase_add_test(t, test_too_large);
	tcase_add_test(t, test_mail_line);
	tcase_add_loop_test(t, test_null_sender, 0, 4);
	tcase_add_test(t, test_international);
	tcase_add_test(t, test_cut_file);
	tcase_add_test(t, test_once);
	tcase_add_loop_test(t, test_idle, 0, 2);
	tcase_add_loop_test(t, test_runner_gone, 0, 2);
	tcase_add_loop_test(t, test_settings, 0, 2);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	int failed, fd = mkstemp(ca);
	Suite *suites[1];

	if (fd < 0)
		return EXIT_FAILURE;
	close(fd);
	pki = pki_new();
	pki_save_ca(pki, ca);
	suites[0] = relay_suite();
	failed = suite_run(suites, 1);
	unlink(ca);
	pki_free(pki);
	return failed;
}
