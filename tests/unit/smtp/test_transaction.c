/* SPDX-License-Identifier: ISC */
/* Tests of smtp/transaction.c and smtp/transaction_answer.c. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "smtp/transaction.h"
#include "tests/unit/smtp/suites.h"

static struct smtp_recipient recipients[2];
static struct smtp_transaction t;
static const struct smtp_features features = {
    .size = true,
    .eight_bit = true,
};

static void
begin(bool reset, bool chunking, bool pipelining)
{
	recipients[0] = (struct smtp_recipient){.address = "b@example.net"};
	recipients[1] = (struct smtp_recipient){.address = "c@example.net"};
	t = (struct smtp_transaction){
	    .sender = "a@example.com",
	    .recipients = recipients,
	    .n_recipients = 2,
	    .size = 1234,
	};
	smtp_transaction_begin(&t, reset, chunking, pipelining);
}

/* Sends what may be sent; the commands' first letters. */
static const char *
send_all(void)
{
	static char sent[64];
	enum smtp_command command;
	unsigned arg, n = 0;

	while (n < sizeof(sent) - 1 &&
	    smtp_transaction_next(&t, &command, &arg) && command != SMTP_END) {
		sent[n++] = "SMRBDT"[command];
		t.sent++;
		t.whole = command == SMTP_BDAT || command == SMTP_TEXT;
	}
	sent[n] = '\0';
	return sent;
}

static enum smtp_verdict
answer(const char *line)
{
	struct smtp_reply r;
	enum smtp_verdict v;

	smtp_reply_init(&r);
	ck_assert_int_eq(smtp_reply_add(&r, view_of(line)), SMTP_REPLY_DONE);
	v = smtp_transaction_answer(&t, &r);
	smtp_reply_clear(&r);
	return v;
}

/* Answers in order, "/" between them. */
static void
answers(const char *lines)
{
	struct view rest = view_of(lines), line;
	char copy[128];

	while (view_split(&rest, '/', &line)) {
		ck_assert(view_copy(line, copy, sizeof(copy)));
		ck_assert_int_eq(answer(copy), SMTP_GO_ON);
	}
}

static enum smtp_fate
fate(unsigned i)
{
	const struct smtp_answer *a;

	return smtp_transaction_fate(&t, i, &a);
}

START_TEST(test_lines)
{
	static const char *const want[] = {
	    "RSET\r\n",
	    "MAIL FROM:<a@example.com> SIZE=1234\r\n",
	    "RCPT TO:<b@example.net>\r\n",
	    "RCPT TO:<c@example.net>\r\n",
	    "BDAT 1234 LAST\r\n",
	};
	struct buf out;
	unsigned arg;

	buf_init(&out, 1000);
	begin(true, true, true);
	for (unsigned i = 0; i < 5; i++) {
		enum smtp_command c = smtp_transaction_command(&t, i, &arg);

		buf_reset(&out);
		ck_assert(smtp_transaction_line(&t, c, arg, &features, &out));
		ck_assert_str_eq(buf_str(&out), want[i]);
	}
	ck_assert_int_eq(smtp_transaction_command(&t, 5, &arg), SMTP_END);
	t.eight_bit = true;
	t.sender = "";
	buf_reset(&out);
	ck_assert(smtp_transaction_line(&t, SMTP_MAIL, 0, &features, &out));
	ck_assert_str_eq(
	    buf_str(&out), "MAIL FROM:<> SIZE=1234 BODY=8BITMIME\r\n");
	buf_clear(&out);
}
END_TEST

START_TEST(test_flights)
{
	/* With CHUNKING and PIPELINING all goes out at once. */
	begin(true, true, true);
	ck_assert_str_eq(send_all(), "SMRRB");
	answers("250 a/250 b/250 c/250 d/250 e");
	ck_assert(smtp_transaction_is_over(&t));
	/* With PIPELINING, all up to DATA; the text behind its answer. */
	begin(false, false, true);
	ck_assert_str_eq(send_all(), "MRRD");
	answers("250 a/250 b/250 c");
	ck_assert_str_eq(send_all(), "");
	answers("354 d");
	ck_assert_str_eq(send_all(), "T");
	ck_assert(!smtp_transaction_is_over(&t));
	answers("250 e");
	ck_assert(smtp_transaction_is_over(&t));
	/* Without, one by one. */
	begin(true, false, false);
	for (const char *c = "SMRRD"; *c != '\0'; c++) {
		ck_assert_int_eq(send_all()[0], *c);
		answers(*c == 'D' ? "354 go" : "250 ok");
	}
	ck_assert_str_eq(send_all(), "T");
	answers("250 ok");
	ck_assert(smtp_transaction_is_over(&t));
	ck_assert_int_eq(fate(0), SMTP_FATE_SENT);
}
END_TEST

/* Whoever refuses MAIL and takes a recipient all the same gets no text. */
START_TEST(test_unwanted)
{
	begin(false, false, true);
	ck_assert_str_eq(send_all(), "MRRD");
	answers("550 a/250 b/250 c");
	ck_assert(!smtp_transaction_wanted(&t));
	ck_assert_int_eq(fate(0), SMTP_FATE_MAIL_REFUSED);
}
END_TEST

/* What is answered to what is sent, and what follows. */
static const struct {
	bool chunking, pipelining;
	const char *answers;
	const char *then; /* what is sent behind them */
	enum smtp_fate first, second;
	bool refused;
} rows[] = {
    {true, true, "250/250/250/250", "", SMTP_FATE_SENT, SMTP_FATE_SENT, false},
    {true, true, "250/250/550/250", "", SMTP_FATE_SENT, SMTP_FATE_RCPT_REFUSED,
	true},
    {true, true, "250/550/450/554", "", SMTP_FATE_RCPT_REFUSED,
	SMTP_FATE_RCPT_REFUSED, true},
    /* Nobody takes it, whatever the last answer says. */
    {true, true, "250/550/550/250", "", SMTP_FATE_RCPT_REFUSED,
	SMTP_FATE_RCPT_REFUSED, true},
    {true, true, "553/503/503/503", "", SMTP_FATE_MAIL_REFUSED,
	SMTP_FATE_MAIL_REFUSED, true},
    /* MAIL decides even when all the others agree. */
    {true, true, "451/250/250/250", "", SMTP_FATE_MAIL_REFUSED,
	SMTP_FATE_MAIL_REFUSED, true},
    {true, true, "250/250/250/554", "", SMTP_FATE_TEXT_REFUSED,
	SMTP_FATE_TEXT_REFUSED, true},
    {true, true, "250/250/250", "", SMTP_FATE_UNKNOWN, SMTP_FATE_UNKNOWN,
	false},
    {true, true, "250/550", "", SMTP_FATE_RCPT_REFUSED, SMTP_FATE_UNKNOWN,
	false},
    {false, true, "250/250/250/451", "", SMTP_FATE_TEXT_REFUSED,
	SMTP_FATE_TEXT_REFUSED, true},
    {false, true, "250/250/250", "", SMTP_FATE_UNSENT, SMTP_FATE_UNSENT, false},
    {false, true, "250/250/250/354", "T", SMTP_FATE_UNKNOWN, SMTP_FATE_UNKNOWN,
	false},
    /* DATA was agreed to without a recipient: an empty text ends it. */
    {false, true, "250/550/550/354", "T", SMTP_FATE_RCPT_REFUSED,
	SMTP_FATE_RCPT_REFUSED, true},
    {false, false, "550", "", SMTP_FATE_MAIL_REFUSED, SMTP_FATE_MAIL_REFUSED,
	true},
    {false, false, "250/550/550", "", SMTP_FATE_RCPT_REFUSED,
	SMTP_FATE_RCPT_REFUSED, true},
    {false, false, "250/250/550", "D", SMTP_FATE_UNSENT, SMTP_FATE_RCPT_REFUSED,
	true},
};

START_TEST(test_answers)
{
	begin(false, rows[_i].chunking, rows[_i].pipelining);
	if (rows[_i].pipelining) {
		send_all();
		answers(rows[_i].answers);
	} else {
		for (const char *at = rows[_i].answers; *at != '\0';
		     at += 3 + (at[3] == '/')) {
			char one[4] = {at[0], at[1], at[2], '\0'};

			ck_assert_uint_eq(strlen(send_all()), 1);
			answers(one);
		}
	}
	ck_assert_str_eq(send_all(), rows[_i].then);
	ck_assert_int_eq(fate(0), rows[_i].first);
	ck_assert_int_eq(fate(1), rows[_i].second);
	ck_assert_int_eq(smtp_transaction_is_refused(&t), rows[_i].refused);
	smtp_transaction_clear(&t);
}
END_TEST

/* Answers that cannot be one: the connection is out of step. */
static const struct {
	bool chunking;
	unsigned answered; /* with 250 */
	const char *answer;
	enum smtp_verdict verdict;
} strange[] = {
    {true, 0, "500 what?", SMTP_OUT_OF_STEP},
    {true, 0, "354 go", SMTP_OUT_OF_STEP},
    {true, 1, "354 go", SMTP_OUT_OF_STEP},
    {true, 2, "334 go", SMTP_OUT_OF_STEP},
    {true, 4, "354 go", SMTP_OUT_OF_STEP},
    {true, 4, "500 what?", SMTP_NO_CHUNKING},
    {true, 4, "502 what?", SMTP_NO_CHUNKING},
    {true, 4, "503 what?", SMTP_GO_ON},
    {true, 1, "500 what?", SMTP_GO_ON},
    {false, 4, "250 taken", SMTP_OUT_OF_STEP},
    {true, 0, "421 bye", SMTP_CLOSING},
    {true, 1, "421 bye", SMTP_CLOSING},
    {true, 2, "421 bye", SMTP_CLOSING},
    {true, 4, "421 bye", SMTP_CLOSING},
};

START_TEST(test_strange)
{
	begin(true, strange[_i].chunking, true);
	send_all();
	for (unsigned i = 0; i < strange[_i].answered; i++)
		ck_assert_int_eq(answer("250 ok"), SMTP_GO_ON);
	ck_assert_int_eq(answer(strange[_i].answer), strange[_i].verdict);
	if (strange[_i].verdict == SMTP_NO_CHUNKING)
		ck_assert_int_eq(fate(0), SMTP_FATE_UNSENT);
	smtp_transaction_clear(&t);
}
END_TEST

/* A large text goes in chunks, of which not too many are open. */
START_TEST(test_chunks)
{
	uint64_t sum = 0;
	bool last = false;
	unsigned n = 0;

	begin(false, true, true);
	t.size = 5 * LIMIT_WINDOW_BYTES + 7;
	for (; !last; n++)
		sum += smtp_transaction_chunk(&t, n, &last);
	ck_assert_uint_eq(sum, t.size);
	ck_assert_str_eq(send_all(), "MRRB");
	answers("250 a/250 b/250 c");
	ck_assert_str_eq(send_all(), "BBB");
	answers("250 d");
	ck_assert_str_eq(send_all(), "B");
	/* A refused one ends it. */
	answers("452 full");
	ck_assert_str_eq(send_all(), "");
	answers("503 x/503 y/503 z");
	ck_assert(smtp_transaction_is_over(&t));
	ck_assert_int_eq(fate(0), SMTP_FATE_TEXT_REFUSED);
	ck_assert_uint_eq(t.final.code, 452);
	smtp_transaction_clear(&t);
	t.size = LIMIT_WINDOW_BYTES;
	ck_assert_uint_eq(
	    smtp_transaction_chunk(&t, 0, &last), LIMIT_WINDOW_BYTES);
	ck_assert(last);
	t.size = 0;
	ck_assert_uint_eq(smtp_transaction_chunk(&t, 0, &last), 0);
	ck_assert(last);
}
END_TEST

/* Started again, nothing of the first time is left. */
START_TEST(test_again)
{
	begin(true, true, true);
	send_all();
	answers("250 a/250 b/550 c/550 d/554 e");
	smtp_transaction_begin(&t, false, false, true);
	ck_assert_int_eq(fate(0), SMTP_FATE_UNSENT);
	ck_assert_str_eq(send_all(), "MRRD");
	answers("250 a/250 b/250 c/354 d");
	ck_assert_str_eq(send_all(), "T");
	answers("250 e");
	ck_assert_int_eq(fate(0), SMTP_FATE_SENT);
	ck_assert_int_eq(fate(1), SMTP_FATE_SENT);
}
END_TEST

TCase *
transaction_tests(void)
{
	TCase *c = tcase_create("transaction");

	tcase_add_test(c, test_lines);
	tcase_add_test(c, test_flights);
	tcase_add_test(c, test_unwanted);
	tcase_add_loop_test(c, test_answers, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(
	    c, test_strange, 0, sizeof(strange) / sizeof(strange[0]));
	tcase_add_test(c, test_chunks);
	tcase_add_test(c, test_again);
	return c;
}
