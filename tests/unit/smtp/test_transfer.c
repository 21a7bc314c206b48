/* SPDX-License-Identifier: ISC */
/* Tests of smtp/transfer.c over a socket pair whose other end they hold. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "smtp/client_private.h"
#include "smtp/transfer.h"
#include "tests/unit/smtp/suites.h"

#define MAX 4

static int peer;
static struct smtp session;
static struct smtp_transfer *transfer;
static struct smtp_outgoing messages[MAX];
static struct smtp_recipient recipients[MAX];
static unsigned done;
static struct error e;

/* A smtp_done_fn: they have to come back in order. */
static void
note_done(void *arg, struct smtp_outgoing *o)
{
	(void)arg;
	ck_assert_ptr_eq(o, &messages[done]);
	done++;
}

/* A smtp_more_fn. */
static void
no_more(void *arg)
{
	(void)arg;
}

static void
begin(bool pipelining, bool chunking)
{
	int fds[2];

	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	peer = fds[1];
	session = (struct smtp){
	    .features = {.pipelining = pipelining, .chunking = chunking},
	};
	ck_assert_int_eq(stream_new(fds[0], &session.stream, &e), ERROR_NONE);
	ck_assert_int_eq(smtp_transfer_new(&session, true, note_done, no_more,
			     NULL, &transfer, &e),
	    ERROR_NONE);
	done = 0;
}

static void
end(void)
{
	smtp_transfer_free(&transfer);
	stream_free(&session.stream);
	for (unsigned i = 0; i < MAX; i++)
		smtp_transaction_clear(&messages[i].transaction);
	close(peer);
}

/* Starts the nth message; its text is all head. */
static void
start(unsigned n, struct view text)
{
	recipients[n] = (struct smtp_recipient){.address = "b@example.net"};
	messages[n] = (struct smtp_outgoing){
	    .transaction =
		{
		    .sender = "a@example.com",
		    .recipients = &recipients[n],
		    .n_recipients = 1,
		    .size = text.n,
		},
	    .text = {.head = text, .fd = -1},
	};
	ck_assert(smtp_transfer_check(transfer, text.n));
	smtp_transfer_start(transfer, &messages[n]);
}

static enum smtp_fate
fate(unsigned n)
{
	const struct smtp_answer *a;

	return smtp_transaction_fate(&messages[n].transaction, 0, &a);
}

static enum error_code
reply(const char *p, size_t n)
{
	ck_assert_int_eq(send(peer, p, n, 0), (ssize_t)n);
	return smtp_transfer_work(transfer, &e);
}

static enum error_code
reply_all(const char *text)
{
	return reply(text, strlen(text));
}

/* Reads everything that was sent so far. */
static const char *
heard(void)
{
	static char got[2 << 20];
	size_t n = 0;

	for (;;) {
		ssize_t more = recv(peer, got + n, sizeof(got) - 1 - n, 0);

		if (more <= 0) {
			bool moved = false;

			ck_assert_int_eq(
			    stream_move(session.stream, &moved, &e),
			    ERROR_NONE);
			if (!moved)
				break;
			continue;
		}
		n += (size_t)more;
	}
	got[n] = '\0';
	return got;
}

/* Replies that come in pieces, cut at each byte. */
START_TEST(test_split)
{
	static const char replies[] = "250 2.1.0 sender\r\n"
				      "250-2.1.5 recipient\r\n"
				      "250 2.1.5 taken\n"
				      "250 2.0.0 queued\r\n";
	size_t n = strlen(replies);

	for (size_t cut = 0; cut <= n; cut++) {
		begin(true, true);
		start(0, view_of("text\r\n"));
		ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_NONE);
		ck_assert_str_eq(heard(),
		    "MAIL FROM:<a@example.com>\r\n"
		    "RCPT TO:<b@example.net>\r\n"
		    "BDAT 6 LAST\r\ntext\r\n");
		if (cut > 0)
			ck_assert_int_eq(reply(replies, cut), ERROR_NONE);
		ck_assert_uint_eq(done, cut == n);
		if (cut < n)
			ck_assert_int_eq(
			    reply(replies + cut, n - cut), ERROR_NONE);
		ck_assert_uint_eq(done, 1);
		ck_assert_int_eq(fate(0), SMTP_FATE_SENT);
		ck_assert(smtp_transfer_is_idle(transfer));
		end();
	}
}
END_TEST

/* The connection is lost: what had left is unknown, what had not was not
 * taken, and what the server had refused is refused. */
START_TEST(test_lost)
{
	static char large[300000];

	memset(large, 'x', sizeof(large));
	begin(true, true);
	start(0, view_make(large, sizeof(large)));
	ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_NONE);
	/* The socket holds some of it, the stream all of the rest. */
	ck_assert_ptr_null(smtp_transfer_current(transfer));
	ck_assert_uint_gt(stream_pending(session.stream), 0);
	if (_i == 1)
		ck_assert_uint_gt(strlen(heard()), sizeof(large));
	if (_i == 2)
		ck_assert_int_eq(
		    reply_all("250 ok\r\n550 5.1.1 no\r\n"), ERROR_NONE);
	smtp_transfer_end(transfer);
	ck_assert_uint_eq(done, 1);
	ck_assert_int_eq(fate(0),
	    _i == 0       ? SMTP_FATE_UNSENT
		: _i == 1 ? SMTP_FATE_UNKNOWN
			  : SMTP_FATE_RCPT_REFUSED);
	end();
}
END_TEST

/* 421 says that nothing more is done: nothing is unknown.  It may come without
 * being asked. */
static const struct {
	const char *replies;
	enum smtp_fate fate;
} closings[] = {
    {"250 ok\r\n421 4.3.2 down\r\n", SMTP_FATE_UNSENT},
    {"250 a\r\n250 b\r\n250 c\r\n421 4.3.2 down\r\n", SMTP_FATE_SENT},
};

START_TEST(test_closing)
{
	begin(true, true);
	start(0, view_of("text\r\n"));
	ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_NONE);
	ck_assert_int_eq(reply_all(closings[_i].replies), ERROR_LATER);
	ck_assert(strstr(e.text, "4.3.2 down") != NULL);
	ck_assert(smtp_transfer_is_closing(transfer));
	smtp_transfer_end(transfer);
	ck_assert_int_eq(fate(0), closings[_i].fate);
	end();
}
END_TEST

/* What the server may not say. */
static const char *const strange[] = {
    "250 a\r\n250 b\r\n250 c\r\n250 surplus\r\n",
    "250 a\r\n250 b\r\n500 what\r\n",
    "354 a\r\n",
    "hello\r\n",
    "250 a\r\n250-b\r\n251 c\r\n",
    "250 a\r\n25\r\n",
};

START_TEST(test_strange)
{
	begin(true, true);
	start(0, view_of("text\r\n"));
	ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_NONE);
	ck_assert_int_eq(reply_all(strange[_i]), ERROR_PROTOCOL);
	smtp_transfer_end(transfer);
	ck_assert_uint_eq(done, 1);
	end();
}
END_TEST

/* The next message's commands ride behind the text of the one before. */
START_TEST(test_pipelining)
{
	begin(true, false);
	start(0, view_of(".one\r\n"));
	ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_NONE);
	ck_assert(!smtp_transfer_check(transfer, 1));
	ck_assert_str_eq(heard(),
	    "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n");
	ck_assert_int_eq(reply_all("250 a\r\n250 b\r\n354 c\r\n"), ERROR_NONE);
	start(1, view_of("two\r\n"));
	ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_NONE);
	ck_assert_str_eq(heard(),
	    "..one\r\n.\r\n"
	    "RSET\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\n"
	    "DATA\r\n");
	ck_assert(!smtp_transfer_check(transfer, 1));
	ck_assert_int_eq(
	    reply_all("250 d\r\n250 e\r\n250 f\r\n250 g\r\n354 h\r\n"),
	    ERROR_NONE);
	ck_assert_uint_eq(done, 1);
	ck_assert_str_eq(heard(), "two\r\n.\r\n");
	ck_assert_int_eq(reply_all("550 5.7.1 no\r\n"), ERROR_NONE);
	ck_assert_uint_eq(done, 2);
	ck_assert_int_eq(fate(0), SMTP_FATE_SENT);
	ck_assert_int_eq(fate(1), SMTP_FATE_TEXT_REFUSED);
	end();
}
END_TEST

/* Deadlines are those of the command that waits for its reply. */
START_TEST(test_deadline)
{
	begin(false, false);
	ck_assert_int_eq(deadline_left(smtp_transfer_deadline(transfer)), -1);
	start(0, view_of("text\r\n"));
	ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_NONE);
	ck_assert_int_gt(deadline_left(smtp_transfer_deadline(transfer)),
	    LIMIT_SMTP_DATA_MS);
	ck_assert_int_eq(reply_all("250 a\r\n"), ERROR_NONE);
	ck_assert_int_eq(reply_all("250 b\r\n"), ERROR_NONE);
	ck_assert_int_le(deadline_left(smtp_transfer_deadline(transfer)),
	    LIMIT_SMTP_DATA_MS);
	ck_assert_int_eq(reply_all("354 c\r\n"), ERROR_NONE);
	ck_assert_int_gt(deadline_left(smtp_transfer_deadline(transfer)),
	    LIMIT_SMTP_COMMAND_MS);
	session.timeout_ms = 50;
	ck_assert_int_le(deadline_left(smtp_transfer_deadline(transfer)), 50);
	smtp_transfer_end(transfer);
	end();
}
END_TEST

/* A text that cannot be read ends the transfer. */
START_TEST(test_unreadable)
{
	begin(true, true);
	start(0, view_of("head\r\n\r\n"));
	messages[0].transaction.size += 100;
	messages[0].text.rest = 100;
	ck_assert_int_eq(smtp_transfer_work(transfer, &e), ERROR_SYSTEM);
	ck_assert_ptr_eq(smtp_transfer_current(transfer), &messages[0]);
	smtp_transfer_end(transfer);
	ck_assert_int_eq(fate(0), SMTP_FATE_UNSENT);
	end();
}
END_TEST

TCase *
transfer_tests(void)
{
	TCase *t = tcase_create("transfer");

	tcase_add_test(t, test_split);
	tcase_add_loop_test(t, test_lost, 0, 3);
	tcase_add_loop_test(t, test_closing, 0, 2);
	tcase_add_loop_test(
	    t, test_strange, 0, sizeof(strange) / sizeof(strange[0]));
	tcase_add_test(t, test_pipelining);
	tcase_add_test(t, test_deadline);
	tcase_add_test(t, test_unreadable);
	return t;
}
