/* SPDX-License-Identifier: ISC */
/* Tests of net/stream in the clear. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/stream.h"
#include "net/suites.h"
#include "sys/spawn.h"

#define PATIENCE deadline_in(60000)

/* A stream and the peer's end of its socket. */
static struct stream *
make_stream(int *peer)
{
	struct stream *s;
	struct error e;
	int fds[2];

	ck_assert(spawn_socketpair(fds));
	ck_assert_int_eq(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(stream_new(fds[0], &s, &e), ERROR_NONE);
	*peer = fds[1];
	return s;
}

static void
peer_says(int peer, const char *p, size_t n)
{
	ck_assert_int_eq(send(peer, p, n, MSG_NOSIGNAL), (ssize_t)n);
}

static const char conversation[] = "one\r\n\r\nbare\ntab\there\r\ncr\rin\r\n";
static const char *const lines[] = {"one", "", "bare", "tab\there", "cr\rin"};

START_TEST(reads_lines_split_anywhere)
{
	size_t n = sizeof(conversation) - 1;

	for (size_t cut = 0; cut <= n; cut++) {
		struct view line;
		struct error e;
		int peer;
		struct stream *s = make_stream(&peer);

		if (cut > 0) {
			peer_says(peer, conversation, cut);
			ck_assert_int_eq(
			    stream_pump(s, PATIENCE, &e), ERROR_NONE);
		}
		ck_assert_uint_eq(stream_received(s).n, cut);
		if (cut < n)
			peer_says(peer, conversation + cut, n - cut);
		for (size_t i = 0; i < COUNT(lines); i++) {
			ck_assert_int_eq(
			    stream_read_line(s, &line, PATIENCE, &e),
			    ERROR_NONE);
			ck_assert_view_eq(line, lines[i]);
		}
		ck_assert_int_eq(stream_take_line(s, &line), 0);
		stream_free(&s);
		close(peer);
	}
}
END_TEST

START_TEST(refuses_what_is_no_line)
{
	static char longest[LIMIT_REPLY_LINE + 2];
	struct view line;
	struct error e;
	int peer;
	struct stream *s = make_stream(&peer);

	memset(longest, 'x', sizeof(longest));
	longest[LIMIT_REPLY_LINE] = '\n';
	peer_says(peer, longest, LIMIT_REPLY_LINE + 1);
	ck_assert_int_eq(stream_read_line(s, &line, PATIENCE, &e), ERROR_NONE);
	ck_assert_uint_eq(line.n, LIMIT_REPLY_LINE);
	longest[LIMIT_REPLY_LINE] = 'x';
	peer_says(peer, longest, LIMIT_REPLY_LINE + 1);
	ck_assert_int_eq(
	    stream_read_line(s, &line, PATIENCE, &e), ERROR_PROTOCOL);
	stream_free(&s);
	close(peer);
	s = make_stream(&peer);
	peer_says(peer, "a\0b\r\n", 5);
	ck_assert_int_eq(
	    stream_read_line(s, &line, PATIENCE, &e), ERROR_PROTOCOL);
	stream_free(&s);
	close(peer);
}
END_TEST

START_TEST(gives_what_came_before_the_end)
{
	struct view line;
	struct error e;
	int peer;
	struct stream *s = make_stream(&peer);

	peer_says(peer, "last\r\npart", 10);
	close(peer);
	ck_assert_int_eq(stream_read_line(s, &line, PATIENCE, &e), ERROR_NONE);
	ck_assert_view_eq(line, "last");
	ck_assert_int_eq(stream_read_line(s, &line, PATIENCE, &e), ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "closed the connection"));
	ck_assert_view_eq(stream_received(s), "part");
	stream_free(&s);
}
END_TEST

START_TEST(heeds_the_deadline)
{
	struct view line;
	struct error e;
	int peer;
	struct stream *s = make_stream(&peer);

	ck_assert_int_eq(
	    stream_read_line(s, &line, deadline_in(20), &e), ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "in time"));
	stream_free(&s);
	close(peer);
}
END_TEST

START_TEST(raises_no_sigpipe)
{
	struct error e;
	int peer;
	struct stream *s = make_stream(&peer);

	/* The peer reads no more, and has not said that it is gone. */
	signal(SIGPIPE, SIG_DFL);
	ck_assert_int_eq(shutdown(peer, SHUT_RD), 0);
	ck_assert(stream_put(s, view_of("hello\r\n")));
	ck_assert_int_eq(stream_flush(s, PATIENCE, &e), ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "Broken pipe"));
	stream_free(&s);
	close(peer);
}
END_TEST

START_TEST(keeps_its_ceilings)
{
	static char much[LIMIT_STREAM_OUT];
	static char chunk[16384];
	enum error_code code;
	struct error e;
	int peer;
	struct stream *s = make_stream(&peer);

	ck_assert(stream_put(s, view_make(much, sizeof(much))));
	ck_assert(!stream_put(s, view_of("x")));
	ck_assert_uint_eq(stream_pending(s), LIMIT_STREAM_OUT);
	stream_free(&s);
	close(peer);
	s = make_stream(&peer);
	memset(chunk, '\n', sizeof(chunk));
	do {
		send(peer, chunk, sizeof(chunk), MSG_DONTWAIT);
		code = stream_pump(s, PATIENCE, &e);
	} while (code == ERROR_NONE);
	ck_assert_int_eq(code, ERROR_LIMIT);
	ck_assert_uint_eq(stream_received(s).n, LIMIT_STREAM_IN);
	stream_free(&s);
	close(peer);
}
END_TEST

/* In a child: sends back every byte, never reading before it has written. */
static void
echo(int fd)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (ssize_t sent = 0; sent < n;) {
			ssize_t m = send(
			    fd, buf + sent, (size_t)(n - sent), MSG_NOSIGNAL);

			if (m <= 0)
				_exit(1);
			sent += m;
		}
	_exit(0);
}

/*
 * A peer that stops reading until it is read from: a client that writes all
 * before it reads would wait for ever.
 */
START_TEST(reads_while_it_writes)
{
	static char line[1000];
	unsigned sent = 0, received = 0;
	struct view got;
	struct error e;
	int peer;
	struct stream *s = make_stream(&peer);
	pid_t pid = fork();

	if (pid == 0) {
		close(stream_fd(s));
		echo(peer);
	}
	close(peer);
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	while (sent < 1500 && stream_put(s, view_make(line, sizeof(line))))
		sent++;
	while (received < sent) {
		ck_assert_int_eq(
		    stream_read_line(s, &got, PATIENCE, &e), ERROR_NONE);
		ck_assert_uint_eq(got.n, sizeof(line) - 1);
		received++;
	}
	ck_assert_uint_eq(stream_pending(s), 0);
	stream_free(&s);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

Suite *
stream_suite(void)
{
	const TTest *const tests[] = {reads_lines_split_anywhere,
	    refuses_what_is_no_line, gives_what_came_before_the_end,
	    heeds_the_deadline, raises_no_sigpipe, keeps_its_ceilings,
	    reads_while_it_writes};

	return SUITE_OF("stream", tests);
}
