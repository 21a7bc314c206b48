/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/talk.c: frames in, at most one frame out. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "login/suites.h"
#include "sys/io.h"

static struct serve serve;

static void
finish(void)
{
	while (serve.talks != NULL)
		serve_turn(&serve, 1000);
	serve_close(&serve);
}

/* Serves what is sent and then closed; whether there was a reply. */
static bool
serve_bytes(struct view sent)
{
	int fd;

	serve_open(&serve, &site);
	fd = site_connect(&serve, 0);
	ck_assert(io_write_all(fd, sent, deadline_in(1000)));
	shutdown(fd, SHUT_WR);
	finish();
	return site_recv(&fd);
}

static void
put(struct buf *b)
{
	static struct protocol_request r;

	site_request(
	    &r, PROTOCOL_AUTH, "carol@example.com", SITE_CAROL, "wonder land");
	buf_init(b, PROTOCOL_SIZE);
	ck_assert(protocol_put_request(b, &r));
}

/* A part of a request, and what is none, get no answer and ask nobody. */
START_TEST(none)
{
	static const char *const others[] = {
	    "", "GET / HTTP/1.1\r\n\r\n", "PS\1\1\377\377\377\377", "PS\2\1"};
	struct buf b;

	site_answer(ANSWER_SUCCESS);
	put(&b);
	for (size_t n = 0; n < b.n; n += 7)
		ck_assert(!serve_bytes(view_make(b.p, n)));
	for (size_t i = 0; i < COUNT(others); i++)
		ck_assert(!serve_bytes(view_of(others[i])));
	b.p[3] = PROTOCOL_REPLY;
	ck_assert(!serve_bytes(buf_view(&b)));
	ck_assert_str_eq(site_asked(), "");
	buf_clear(&b);
}
END_TEST

Suite *
talk_suite(void)
{
	const TTest *const tests[] = {none};

	return SCRATCH_SUITE("login talk", tests, site_make);
}
