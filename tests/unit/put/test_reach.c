/* SPDX-License-Identifier: ISC */
/* Who is turned away at the socket tries again, and has said nothing. */
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "put/site.h"
#include "sendmail-shim/queue-put/reach.h"
#include "sys/io.h"

static char dir[32], path[64];
static int listener;
static pthread_t server;
static struct buf b;

/* What the server does: it turns so many away, then says what is in reply,
 * which lets go of a connection too. */
static unsigned turns_away;
static struct buf reply;
static unsigned came;

static void
set_up(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	signal(SIGPIPE, SIG_IGN);
	snprintf(dir, sizeof(dir), "/tmp/postern-reach-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/submit.sock", dir);
	view_copy(view_of(path), a.sun_path, sizeof(a.sun_path));
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(listener, 8), 0);
	buf_init(&b, LIMIT_FRAME + FRAME_HEAD);
	buf_init(&reply, LIMIT_FRAME + FRAME_HEAD);
	turns_away = came = 0;
}

static void
tear_down(void)
{
	io_close(&listener);
	unlink(path);
	rmdir(dir);
	buf_clear(&b);
	buf_clear(&reply);
}

/* Whether the other side has said nothing until it went away. */
static bool
was_silent(int fd)
{
	char byte;

	shutdown(fd, SHUT_WR);
	return recv(fd, &byte, 1, 0) <= 0;
}

/* Until somebody is served, or the listener is shut. */
static void *
serve(void *arg)
{
	int fd;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		bool served = came++ == turns_away;

		if (served)
			io_write_all(fd, buf_view(&reply), deadline_in(10000));
		if (!was_silent(fd))
			*(bool *)arg = true;
		close(fd);
		if (served)
			break;
	}
	return NULL;
}

/* Reaches it: what is said, or the failure, of which e tells. */
static enum error_code
reach(int ms, struct frame *said, struct error *e)
{
	enum error_code code;
	bool heard = false;
	int fd = -2;

	ck_assert_int_eq(pthread_create(&server, NULL, serve, &heard), 0);
	code = reach_open(path, ms, &b, said, &fd, e);
	ck_assert_int_eq(fd >= 0, code == ERROR_NONE);
	io_close(&fd);
	shutdown(listener, SHUT_RDWR);
	ck_assert_int_eq(pthread_join(server, NULL), 0);
	ck_assert(!heard);
	return code;
}

START_TEST(at_once)
{
	struct frame said;
	struct error e;

	ck_assert(submit_put_ready(&reply));
	ck_assert_int_eq(reach(10000, &said, &e), ERROR_NONE);
	ck_assert_int_eq(said.type, SUBMIT_READY);
	ck_assert_uint_eq(came, 1);
}
END_TEST

START_TEST(at_the_fourth_try)
{
	struct frame said;
	struct error e;

	turns_away = 3;
	ck_assert(submit_put_ready(&reply));
	ck_assert_int_eq(reach(30000, &said, &e), ERROR_NONE);
	ck_assert_int_eq(said.type, SUBMIT_READY);
	ck_assert_uint_eq(came, 4);
}
END_TEST

/* A refusal is an answer: nobody asks again. */
START_TEST(refused)
{
	struct submit_answer a = {.status = EX_TEMPFAIL}, got;
	struct frame said;
	struct error e;

	ck_assert(submit_put_answer(&reply, &a));
	ck_assert_int_eq(reach(10000, &said, &e), ERROR_NONE);
	ck_assert_int_eq(submit_get_answer(&said, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.status, EX_TEMPFAIL);
	ck_assert_uint_eq(came, 1);
}
END_TEST

START_TEST(no_frame)
{
	struct frame said;
	struct error e;

	buf_add_str(&reply, "220 mail.example.test ESMTP\r\n");
	ck_assert_int_eq(reach(10000, &said, &e), ERROR_PROTOCOL);
	ck_assert_uint_eq(came, 1);
}
END_TEST

START_TEST(never)
{
	struct deadline d = deadline_in(400);
	struct frame said;
	struct error e;

	turns_away = 1000000;
	ck_assert_int_eq(reach(400, &said, &e), ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "too many others"));
	ck_assert(deadline_passed(d));
	/* Not without a rest between them. */
	ck_assert_uint_ge(came, 2);
	ck_assert_uint_le(came, 400 / (LIMIT_SUBMIT_PAUSE_MS / 2) + 1);
}
END_TEST

/* Nobody speaks: neither the one that is served nor the one that waits. */
START_TEST(silence)
{
	struct frame said;
	struct error e;
	int fd;

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(
		    reach_open(path, 50, &b, &said, &fd, &e), ERROR_LATER);
		ck_assert_int_eq(fd, -1);
	}
}
END_TEST

START_TEST(nobody)
{
	struct frame said;
	struct error e;
	int fd;

	io_close(&listener);
	ck_assert_int_eq(
	    reach_open(path, 10000, &b, &said, &fd, &e), ERROR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(e.text, "Connection refused"));
	unlink(path);
	ck_assert_int_eq(
	    reach_open(path, 10000, &b, &said, &fd, &e), ERROR_NOTFOUND);
	ck_assert_int_eq(fd, -1);
}
END_TEST

Suite *
reach_suite(void)
{
	const TTest *const tests[] = {at_once, at_the_fourth_try, refused,
	    no_frame, never, silence, nobody};
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, set_up, tear_down);
	return suite_of_case("reach", t, tests, COUNT(tests));
}
