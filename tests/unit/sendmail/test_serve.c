/* SPDX-License-Identifier: ISC */
/* Whole dialogues of -bs into a spool, and a queue-put that hangs. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "sendmail-shim/sendmail/dialogue_serve.h"
#include "sendmail-shim/sendmail/handoff.h"
#include "sendmail/send_text.h"
#include "sendmail/suites.h"
#include "sys/spawn.h"

static const struct identity identity = {
    .login = "tina", .full_name = "Tina T.", .domain = "example.com"};

static unsigned n_taken;

static void
count_taken(void *arg)
{
	(void)arg;
	n_taken++;
	ck_assert_uint_eq(spool_dir_new(&send_text_spool), n_taken);
}

/* Runs a dialogue, its input in pieces of n bytes; what was replied. */
static int
serve(struct view in, size_t n, struct buf *replies)
{
	struct options o = {0};
	struct dialogue_serve s = {.options = &o,
	    .identity = &identity,
	    .put = send_text_put,
	    .taken = count_taken};
	int ends[2], status;
	char piece[4096];
	ssize_t got;
	pid_t writer;

	n_taken = 0;
	ck_assert(spawn_socketpair(ends));
	writer = fork();
	ck_assert_int_ge(writer, 0);
	while (writer == 0 && in.n > 0) {
		struct view part = view_before(in, n);

		in = view_from(in, part.n);
		if (send(ends[1], part.p, part.n, MSG_NOSIGNAL) < 0 ||
		    in.n == 0)
			break;
	}
	if (writer == 0) {
		shutdown(ends[1], SHUT_WR);
		_exit(0);
	}
	s.in = s.out = ends[0];
	status = dialogue_serve_run(&s);
	ck_assert_int_eq(spawn_wait(writer, deadline_in(60000)), 0);
	close(ends[0]);
	while ((got = read(ends[1], piece, sizeof(piece))) > 0)
		buf_add(replies, view_make(piece, (size_t)got));
	close(ends[1]);
	return status;
}

#define START "EHLO me\r\nMAIL FROM:<x@y> ENVID=q\r\nRCPT TO:<c@d>\r\n"
#define TEXT "Date: 1\r\nFrom: a@b\r\nMessage-ID: <c>\r\n"

/* Input; exit status, messages in the spool, the last reply's start. */
static const struct {
	const char *in;
	int status;
	unsigned taken;
	const char *last;
} dialogues[] = {
    {"", EX_OK, 0, "220 example.com ESMTP\r\n"},
    {"QUIT\r\nNOOP\r\n", EX_OK, 0, "221 "},
    {"NOOP", EX_OK, 0, "220 "},
    {START "DATA\r\n" TEXT "\r\nx\r\n.\r\nQUIT\r\n", EX_OK, 1, "221 "},
    {START "DATA\r\n" TEXT "\r\nx\r\n.\r\n", EX_OK, 1, "250 2.0.0 queued"},
    {START "DATA\r\n" TEXT "\r\nx\r\n.\r", EX_PROTOCOL, 0, "354 "},
    {START "DATA\r\n" TEXT "\r\nx\n.\n", EX_PROTOCOL, 0, "354 "},
    {START "DATA\r\n", EX_PROTOCOL, 0, "354 "},
    {"MAIL FROM:<>\nRCPT TO:<c@d>\nDATA\n" TEXT "\nx\n.\nQUIT\n", EX_OK, 1,
	"221 "},
    {START "DATA\r\n.\r\n" START "DATA\r\n.\r\nQUIT\r\n", EX_OK, 2, "221 "},
};

START_TEST(dialogue)
{
	struct view in = view_of(dialogues[_i].in);
	const size_t sizes[] = {1, 7, 4096};

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buf replies;
		struct view last;

		buf_init(&replies, 65536);
		ck_assert_int_eq(
		    serve(in, sizes[i], &replies), dialogues[_i].status);
		ck_assert_uint_eq(n_taken, dialogues[_i].taken);
		ck_assert_uint_eq(
		    spool_dir_new(&send_text_spool), dialogues[_i].taken);
		ck_assert_uint_eq(spool_dir_tmp(&send_text_spool), 0);
		last = view_before(buf_view(&replies), replies.n - 1);
		last = view_from(buf_view(&replies),
		    view_find_last(last, '\n') == last.n
			? 0
			: view_find_last(last, '\n') + 1);
		ck_assert_msg(view_starts(last, dialogues[_i].last), "%.*s",
		    VIEW_ARG(last));
		buf_clear(&replies);
		send_text_tear_down();
		send_text_set_up();
	}
}
END_TEST

START_TEST(message)
{
	struct message m;
	struct buf text, replies;
	const char *in = START "RCPT TO:<root>\r\nDATA\r\n" TEXT
			       "Bcc: z@z\r\n\r\n..x\r\n.y\r\n\n.\nw\r\n.\r\n";

	buf_init(&replies, 65536);
	buf_init(&text, 65536);
	message_init(&m);
	ck_assert_int_eq(serve(view_of(in), 4096, &replies), EX_OK);
	spool_dir_load(&send_text_spool, &m, &text);
	ck_assert_str_eq(m.sender, "x@y");
	ck_assert_str_eq(m.envid, "q");
	ck_assert_uint_eq(m.n_recipients, 2);
	ck_assert_str_eq(message_recipient(&m, 0), "c@d");
	ck_assert_str_eq(message_recipient(&m, 1), "root");
	ck_assert_str_eq(buf_str(&text), TEXT "\r\n.x\r\ny\r\n\r\n.\r\nw\r\n");
	message_clear(&m);
	buf_clear(&text);
	buf_clear(&replies);
}
END_TEST

/* queue-put refuses in the middle: the rest is read and the dialogue goes
 * on. */
START_TEST(refused)
{
	static char in[400000];
	struct buf replies;
	size_t n = 0;

	send_text_write_put("#!/bin/sh\nexit 1\n");
	n += (size_t)snprintf(in, sizeof(in), START "DATA\r\n\r\n");
	while (n < sizeof(in) - 100)
		n += (size_t)snprintf(in + n, sizeof(in) - n, "NOOP\r\n");
	snprintf(in + n, sizeof(in) - n, ".\r\nNOOP\r\nQUIT\r\n");
	buf_init(&replies, 65536);
	ck_assert_int_eq(serve(view_of(in), 4096, &replies), EX_OK);
	ck_assert_uint_eq(n_taken, 0);
	ck_assert_ptr_nonnull(strstr(buf_str(&replies),
	    "451 4.3.0 queue-put ended without an answer\r\n250 2.0.0 nothing "
	    "done\r\n221 "));
	buf_clear(&replies);
}
END_TEST

/* It neither reads nor answers, or reads and does not answer. */
static const char *const silent[] = {
    "#!/bin/sh\nexec sleep 100\n",
    "#!/bin/sh\ncat >/dev/null\nexec sleep 100\n",
};

START_TEST(silence)
{
	static char text[300000];
	struct handoff h;
	struct message m;
	struct submit_answer answer;
	struct error e;
	int status = -1;
	pid_t pid;

	send_text_write_put(silent[_i]);
	message_init(&m);
	ck_assert_int_eq(handoff_start(&h, send_text_put, &m, &e), ERROR_NONE);
	ck_assert_int_eq(h.patience_ms, LIMIT_PUT_MS);
	pid = h.pid;
	h.patience_ms = 200;
	handoff_text(&h, view_make(text, sizeof(text)));
	ck_assert_int_eq(handoff_finish(&h, &answer, &status, &e), ERROR_LATER);
	ck_assert_int_eq(status, EX_TEMPFAIL);
	ck_assert_msg(
	    strstr(e.text, "may have been accepted") != NULL, "%s", e.text);
	ck_assert_int_eq(kill(pid, 0), -1);
	message_clear(&m);
}
END_TEST

Suite *
serve_suite(void)
{
	Suite *s = suite_create("serve");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, send_text_set_up, send_text_tear_down);
	tcase_add_loop_test(t, dialogue, 0, COUNT(dialogues));
	tcase_add_test(t, message);
	tcase_add_test(t, refused);
	tcase_add_loop_test(t, silence, 0, COUNT(silent));
	suite_add_tcase(s, t);
	return s;
}
