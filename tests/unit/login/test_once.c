/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/once.c: one frame in, one frame out. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "login/suites.h"
#include "pam_imap/daemon/once.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* Has a child serve what is sent; its exit status is the code. */
static enum error_code
serve(struct view sent, struct protocol_reply *reply_out)
{
	struct frame f;
	struct error e;
	struct buf b;
	int ends[2], status;
	pid_t pid;

	ck_assert(spawn_socketpair(ends));
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		dup2(ends[1], 0);
		dup2(ends[1], 1);
		close(ends[0]);
		close(ends[1]);
		_exit((int)once_serve(&site, &e));
	}
	close(ends[1]);
	ck_assert(io_write_all(ends[0], sent, deadline_in(1000)));
	shutdown(ends[0], SHUT_WR);
	buf_init(&b, PROTOCOL_SIZE);
	memset(reply_out, 0xff, sizeof(*reply_out));
	if (frame_recv(ends[0], &b, deadline_in(5000), &f, &e) == ERROR_NONE)
		ck_assert_int_eq(
		    protocol_get_reply(&f, reply_out, &e), ERROR_NONE);
	buf_clear(&b);
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return (enum error_code)WEXITSTATUS(status);
}

static void
put(struct buf *b)
{
	static struct protocol_request r;

	r = (struct protocol_request){.what = PROTOCOL_AUTH,
	    .user = "carol@example.com",
	    .uid = SITE_CAROL};
	secret_set(&r.password, view_of("wonder land"));
	buf_init(b, PROTOCOL_SIZE);
	ck_assert(protocol_put_request(b, &r));
}

START_TEST(one)
{
	struct protocol_reply reply;
	struct buf b;

	site_answer(ANSWER_SUCCESS);
	put(&b);
	ck_assert_int_eq(serve(buf_view(&b), &reply), ERROR_NONE);
	ck_assert_int_eq(reply.verdict, VERDICT_SUCCESS);
	ck_assert(site_has("carol@example.com"));
	site_answer(ANSWER_REFUSED);
	ck_assert_int_eq(serve(buf_view(&b), &reply), ERROR_NONE);
	ck_assert_int_eq(reply.verdict, VERDICT_REFUSED);
	buf_clear(&b);
}
END_TEST

/* A part of a request, and what is none, get no answer and ask nobody. */
START_TEST(none)
{
	static const char *const others[] = {
	    "", "GET / HTTP/1.1\r\n\r\n", "PS\1\1\377\377\377\377", "PS\2\1"};
	struct protocol_reply reply;
	struct buf b;

	site_answer(ANSWER_SUCCESS);
	put(&b);
	for (size_t n = 0; n < b.n; n += 7) {
		ck_assert_int_eq(serve(view_make(b.p, n), &reply),
		    n == 0 ? ERROR_NOTFOUND : ERROR_PROTOCOL);
		ck_assert_int_ne((int)reply.verdict, VERDICT_SUCCESS);
	}
	for (size_t i = 1; i < COUNT(others); i++)
		ck_assert_int_eq(
		    serve(view_of(others[i]), &reply), ERROR_PROTOCOL);
	b.p[3] = PROTOCOL_REPLY;
	ck_assert_int_eq(serve(buf_view(&b), &reply), ERROR_PROTOCOL);
	ck_assert_str_eq(site_asked(), "");
	buf_clear(&b);
}
END_TEST

Suite *
once_suite(void)
{
	const TTest *const tests[] = {one, none};

	return SCRATCH_SUITE("login once", tests, site_make);
}
