/* SPDX-License-Identifier: ISC */
/*
 * The outcome table, row by row: what a server says, and what then is true of
 * the message, its journal, the relay, the report, the log and mailq.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/outcome_case.h"
#include "wire/outcome_rows.h"

/* What a server offers: windows of BDAT, or one step after another. */
static const char *const modes[] = {
    OUTCOME_FEATURES, "8BITMIME\nENHANCEDSTATUSCODES\nAUTH PLAIN"};

/* A rule for the end of the text is one for BDAT or for ".". */
static void
set_rules(struct smtp_behaviour *b, int mode, const struct smtp_rule rules[2])
{
	b->features = modes[mode];
	for (int i = 0; i < 2 && rules[i].command != NULL; i++) {
		b->rules[i] = rules[i];
		if (strcmp(rules[i].command, "text") == 0)
			b->rules[i].command = mode == 0 ? "BDAT" : ".";
	}
}

static bool
journal_has(const struct outcome_case *c, const char *text)
{
	char *journal = outcome_journal(c);
	bool has = strstr(journal, text) != NULL;

	free(journal);
	return has;
}

/* Rows for a message or a recipient. */
enum left { GONE, QUEUED, BOUNCED };

static const struct message_row {
	struct smtp_rule rules[2];
	enum left left;
	const char *journal; /* a state line; NULL: there is no journal */
	const char *log;     /* behind "to=<bob@example.net> relay=one " */
	const char *mailq;
	bool fails; /* the relay as well */
} messages[] = {
    {{{NULL, 0, NULL}}, GONE, NULL, "delay=0 status=sent reply=\"250 2.0.0 ",
	"Mail queue is empty", false},

    {{{"MAIL FROM:<list", 1, "450 4.1.8 later"}}, QUEUED, " deferred 1 ",
	"delay=0 status=deferred reply=\"450 4.1.8 later\"",
	"to <bob@example.net>: deferred, 1 attempt, next in ", false},
    {{{"RCPT TO:<bob", 1, "450 later"}}, QUEUED, " deferred 1 ",
	"delay=0 status=deferred reply=\"450 later\"", ": deferred, 1 attempt",
	false},
    {{{"text", 1, "451 4.7.0 scanner busy"}}, QUEUED, " deferred 1 ",
	"delay=0 status=deferred reply=\"451 4.7.0 scanner busy\"",
	"451 4.7.0 scanner busy", false},
    {{{"RCPT TO:<bob", 1, "451 4.3.0 trouble"}}, QUEUED, " deferred 1 ",
	"delay=0 status=deferred reply=\"451 4.3.0 trouble\"",
	"relay one: not reachable: localhost: 451 4.3.0 trouble (next", true},

    {{{"RCPT TO:<bob", 1, "452 4.5.3 too many"}}, GONE, NULL,
	"delay=0 status=sent", "Mail queue is empty", false},
    {{{"RCPT TO:<bob", 1, "552 too many"}}, GONE, NULL, "delay=0 status=sent",
	"Mail queue is empty", false},
    {{{"RCPT TO:<bob", 0, "452 4.5.3 too many"}}, QUEUED, " deferred 1 ",
	"delay=0 status=deferred reply=\"452 4.5.3 too many\"",
	": deferred, 1 attempt", false},

    {{{"MAIL FROM:<list", 1, "553 5.7.1 not your address"}}, QUEUED, " held 1 ",
	"delay=0 status=held reply=\"553 5.7.1 not your address\"",
	"to <bob@example.net>: held until somebody mends it, 1 attempt, next "
	"in ",
	false},
    {{{"RCPT TO:<bob", 1, "550 5.7.1 policy"}}, QUEUED, " held 1 ",
	"delay=0 status=held reply=\"550 5.7.1 policy\"",
	"held until somebody mends it", false},
    {{{"RCPT TO:<bob", 1, "550 5.1.7 sender"}}, QUEUED, " held 1 ",
	"delay=0 status=held reply=\"550 5.1.7 sender\"",
	"held until somebody mends it", false},
    {{{"text", 1, "554 5.1.8 sender"}}, QUEUED, " held 1 ",
	"delay=0 status=held reply=\"554 5.1.8 sender\"",
	"held until somebody mends it", false},
    {{{"text", 1, "554 5.7.1 spam"}}, QUEUED, " held 1 ",
	"delay=0 status=held reply=\"554 5.7.1 spam\"",
	"held until somebody mends it", false},

    {{{"RCPT TO:<bob", 1, "550 5.1.1 no such user"}}, BOUNCED, NULL,
	"delay=0 status=bounced reply=\"550 5.1.1 no such user\"",
	"Mail queue is empty", false},
    {{{"RCPT TO:<bob", 1, "550 no"}}, BOUNCED, NULL,
	"delay=0 status=bounced reply=\"550 no\"", "Mail queue is empty",
	false},
    {{{"RCPT TO:<bob", 1, "553 5.6.7 no SMTPUTF8"}}, BOUNCED, NULL,
	"delay=0 status=bounced", "Mail queue is empty", false},
    {{{"MAIL FROM:<list", 1, "552 too large"}}, BOUNCED, NULL,
	"delay=0 status=bounced reply=\"552 too large\"", "Mail queue is empty",
	false},
    {{{"text", 1, "552 5.3.4 too large"}}, BOUNCED, NULL,
	"delay=0 status=bounced reply=\"552 5.3.4 too large\"",
	"Mail queue is empty", false},
    {{{"text", 1, "554 5.6.0 no"}}, BOUNCED, NULL,
	"delay=0 status=bounced reply=\"554 5.6.0 no\"", "Mail queue is empty",
	false},

    {{{"text", 1, "!close"}}, QUEUED, " unknown 1 ",
	"delay=0 status=unknown reply=\"localhost: ",
	"to <bob@example.net>: perhaps sent, the answer was lost, 1 attempt",
	true},
    {{{"text", 1, "!reset"}}, QUEUED, " unknown 1 ",
	"delay=0 status=unknown reply=\"localhost: ",
	"perhaps sent, the answer was lost", true},
};

/* Whether there is more than bob's: too many recipients for one. */
static bool
has_two(const struct message_row *row)
{
	return row->left == GONE && row->rules[0].command != NULL;
}

START_TEST(a_message_follows_its_row)
{
	const struct message_row *row = &messages[_i / 2];
	struct smtp_behaviour b = {0};
	struct outcome_case c;
	char log[256];

	set_rules(&b, _i % 2, row->rules);
	outcome_begin(&c, 1, &b);
	stage_drop(&c.v.s, OUTCOME_SENDER,
	    has_two(row) ? "eve@example.net bob@example.net"
			 : "bob@example.net");
	stage_start(&c.v.s);
	stage_run(&c.v.s);
	if (row->fails)
		outcome_wait(&c, "relay: one: not reachable");
	snprintf(
	    log, sizeof(log), "to=<bob@example.net> relay=one %s", row->log);
	ck_assert_msg(stage_said(&c.v.s, log) == 1, "no line: %s", log);
	ck_assert_uint_eq(
	    stage_count(&c.v.s, SPOOL_QUEUE), row->left == QUEUED);
	ck_assert_uint_eq(
	    stage_journals(&c.v.s, SPOOL_QUEUE), row->journal != NULL);
	if (row->journal != NULL)
		ck_assert(journal_has(&c, row->journal));
	ck_assert_uint_eq(stage_count(&c.v.s, SPOOL_FAILED), 0);
	ck_assert_uint_eq(smtp_server_count(&c.servers[0], "C: MAIL FROM:<>"),
	    row->left == BOUNCED);
	ck_assert_uint_eq(
	    stage_said(&c.v.s, "relay: one: not reachable"), row->fails);
	ck_assert_msg(
	    outcome_mailq(&c, row->mailq), "mailq lacks: %s", row->mailq);
	outcome_end(&c);
}
END_TEST

/* Rows for a relay as a whole: the message is as if nothing had been tried,
 * unless it was its own commands that the connection ended at. */
static const struct relay_row {
	struct smtp_rule rules[2];
	enum pki_kind kind;
	const char *features; /* NULL: all */
	const char *words;    /* in log and mailq */
	const char *detail;   /* behind that */
	int64_t wait;
	bool waits; /* the message too: perhaps it is at fault */
} relays[] = {
    {{{"connect", 1, "!close"}}, PKI_GOOD, NULL, "not reachable", "the server",
	60, false},
    {{{"connect", 1, "554 no service here"}}, PKI_GOOD, NULL, "not reachable",
	"554 no service here", 60, false},
    {{{"connect", 1, "421 4.3.2 busy"}}, PKI_GOOD, NULL, "not reachable",
	"421 4.3.2 busy", 60, false},
    {{{"EHLO", 1, "502 5.5.1 what?"}}, PKI_GOOD, NULL, "not reachable",
	"502 5.5.1 what?", 60, false},
    {{{"EHLO", 1, "421 4.3.2 busy"}}, PKI_GOOD, NULL, "not reachable",
	"421 4.3.2 busy", 60, false},
    {{{NULL, 0, NULL}}, PKI_UNKNOWN_CA, NULL, "not trusted", "certificate", 60,
	false},
    {{{NULL, 0, NULL}}, PKI_WRONG_NAME, NULL, "not trusted", "certificate", 60,
	false},
    {{{NULL, 0, NULL}}, PKI_EXPIRED, NULL, "not trusted", "certificate", 60,
	false},
    {{{"AUTH", 1, "535 5.7.8 wrong"}}, PKI_GOOD, NULL, "authentication failed",
	"535 5.7.8 wrong", 900, false},
    {{{NULL, 0, NULL}}, PKI_GOOD, "8BITMIME", "authentication failed",
	"localhost", 900, false},
    {{{"MAIL", 1, "421 4.3.2 going down"}}, PKI_GOOD, NULL, "not reachable",
	"421 4.3.2 going down", 60, true},
    {{{"MAIL", 1, "530 5.7.0 authenticate"}}, PKI_GOOD, NULL, "not reachable",
	"530 5.7.0 authenticate", 60, true},
    {{{"RCPT", 1, "421 4.3.2 going down"}}, PKI_GOOD, NULL, "not reachable",
	"421 4.3.2 going down", 60, true},
    {{{"text", 1, "!last 421 4.3.2 going down"}}, PKI_GOOD, NULL,
	"not reachable", "421 4.3.2 going down", 60, true},
    {{{"MAIL", 1, "!close"}}, PKI_GOOD, NULL, "not reachable", "the server", 60,
	true},
    {{{"RCPT", 1, "!reset"}}, PKI_GOOD, NULL, "not reachable", "broke", 60,
	true},
};

static void
begin_relay_row(struct outcome_case *c, const struct relay_row *row, unsigned n)
{
	struct smtp_behaviour b = {.kind = row->kind};

	set_rules(&b, 1, row->rules);
	if (row->features != NULL)
		b.features = row->features;
	outcome_begin(c, n, &b);
	stage_drop(&c->v.s, OUTCOME_SENDER, "bob@example.net");
	stage_start(&c->v.s);
	stage_run(&c->v.s);
	outcome_wait(c, "(mail waits; ");
}

/* The log and mailq say what is wrong with it. */
static void
check_words(struct outcome_case *c, const struct relay_row *row, bool mailq)
{
	char text[256];

	snprintf(text, sizeof(text), "relay: one: %s: ", row->words);
	ck_assert_msg(stage_said(&c->v.s, text) == 1, "no line: %s", text);
	ck_assert_uint_ge(stage_said(&c->v.s, row->detail), 1);
	if (!mailq)
		return;
	snprintf(
	    text, sizeof(text), "sent at present: relay one: %s: ", row->words);
	ck_assert_msg(outcome_mailq(c, text), "mailq lacks: %s", text);
	ck_assert_uint_ge(served_printed(&c->v, row->detail), 1);
	ck_assert_uint_eq(served_printed(&c->v,
			      row->waits ? "<bob@example.net>: deferred, 1 "
					 : "<bob@example.net>: waiting\n"),
	    1);
}

START_TEST(a_relay_follows_its_row)
{
	const struct relay_row *row = &relays[_i];
	struct outcome_case c;

	begin_relay_row(&c, row, 1);
	check_words(&c, row, true);
	ck_assert_uint_eq(stage_count(&c.v.s, SPOOL_QUEUE), 1);
	ck_assert_uint_eq(stage_journals(&c.v.s, SPOOL_QUEUE), row->waits);
	ck_assert_uint_eq(stage_said(&c.v.s, "status="), row->waits);
	outcome_pass(row->wait - 1);
	stage_run(&c.v.s);
	ck_assert_uint_eq(smtp_server_count(&c.servers[0], "message "), 0);
	if (row->kind == PKI_GOOD && row->features == NULL) {
		outcome_pass(row->wait);
		stage_run(&c.v.s);
		ck_assert_uint_eq(
		    smtp_server_count(&c.servers[0], "message "), 1);
		ck_assert_uint_eq(
		    stage_said(&c.v.s, "relay: one: it works again"), 1);
		ck_assert_uint_eq(stage_count(&c.v.s, SPOOL_QUEUE), 0);
	}
	outcome_end(&c);
}
END_TEST

START_TEST(the_next_relay_takes_it)
{
	const struct relay_row *row = &relays[_i];
	struct outcome_case c;

	begin_relay_row(&c, row, 2);
	check_words(&c, row, false);
	if (row->waits) {
		c.v.s.runner->routes.list[0].due += 600;
		outcome_pass(120);
		stage_run(&c.v.s);
	}
	ck_assert_uint_eq(
	    stage_said(&c.v.s, "to=<bob@example.net> relay=two delay="), 1);
	ck_assert_uint_eq(smtp_server_count(&c.servers[1], "message "), 1);
	ck_assert_uint_eq(smtp_server_count(&c.servers[0], "message "), 0);
	ck_assert_uint_eq(stage_count(&c.v.s, SPOOL_QUEUE), 0);
	ck_assert(outcome_mailq(&c, "Mail queue is empty"));
	outcome_end(&c);
}
END_TEST

TCase *
outcome_rows_tests(void)
{
	TCase *t = tcase_create("rows");

	tcase_set_timeout(t, STAGE_TIMEOUT);
	tcase_add_loop_test(
	    t, a_message_follows_its_row, 0, 2 * (int)COUNT(messages));
	tcase_add_loop_test(t, a_relay_follows_its_row, 0, COUNT(relays));
	tcase_add_loop_test(t, the_next_relay_takes_it, 0, COUNT(relays));
	return t;
}
