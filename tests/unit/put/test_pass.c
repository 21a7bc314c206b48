/* SPDX-License-Identifier: ISC */
/* A message by the socket: passed on, answered, cancelled. */
#include "config.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "put/site.h"
#include "sys/io.h"

/* The spool behind the socket, and who has no spool. */
static struct site inside, outside;
static char socket_path[128];
static int listener;
static pthread_t server;

static void
set_up(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	signal(SIGPIPE, SIG_IGN);
	site_make(&inside);
	site_make(&outside);
	snprintf(socket_path, sizeof(socket_path), "%s/submit.sock",
	    inside.spool.path);
	ck_assert(
	    view_copy(view_of(socket_path), a.sun_path, sizeof(a.sun_path)));
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	outside.put.spool = "/nowhere";
	outside.put.socket = socket_path;
	inside.put.named = true;
	inside.put.greets = true;
}

static void
tear_down(void)
{
	io_close(&listener);
	unlink(socket_path);
	site_remove(&inside);
	site_remove(&outside);
}

/* One connection, as the socket unit serves it. */
static void *
serve(void *arg)
{
	struct put p = inside.put;

	(void)arg;
	p.in = p.out = accept(listener, NULL, NULL);
	put_run(&p);
	close(p.in);
	return NULL;
}

static void
start(void)
{
	ck_assert_int_eq(pthread_create(&server, NULL, serve, NULL), 0);
}

static void
finish(size_t messages)
{
	ck_assert_int_eq(pthread_join(server, NULL), 0);
	ck_assert_uint_eq(spool_dir_tmp(&inside.spool), 0);
	ck_assert_uint_eq(spool_dir_new(&inside.spool), messages);
}

START_TEST(accepted)
{
	struct message m;
	struct buf text;

	start();
	ck_assert_msg(
	    site_send(&outside, 1000000) == EX_OK, "%s", outside.answer.text);
	finish(1);
	ck_assert(spool_check_name(view_of(outside.answer.id)));
	ck_assert_uint_eq(spool_name_uid(view_of(outside.answer.id)), SITE_UID);
	message_init(&m);
	buf_init(&text, 2000000);
	spool_dir_load(&inside.spool, &m, &text);
	ck_assert_uint_eq(m.size, 1000002);
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

/* Its answer comes before all was sent. */
START_TEST(refused)
{
	site_limits(&inside,
	    "postern-limits 1\nsize 70000\nfree 1\nmessages 0\nbytes 0\n"
	    "end\n");
	start();
	ck_assert_int_eq(site_send(&outside, 8000000), EX_DATAERR);
	ck_assert_ptr_nonnull(strstr(outside.answer.text, "larger than 70000"));
	finish(0);
}
END_TEST

START_TEST(cancelled)
{
	start();
	site_begin(&outside);
	site_text(&outside, 10);
	ck_assert_int_eq(site_run(&outside), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(outside.answer.text, "cancelled"));
	finish(0);
}
END_TEST

START_TEST(not_frames)
{
	start();
	buf_add_str(&outside.frames, "Subject: x\n\ny\n");
	ck_assert_int_eq(site_run(&outside), EX_SOFTWARE);
	finish(0);
}
END_TEST

START_TEST(nobody_listens)
{
	io_close(&listener);
	ck_assert_int_eq(site_send(&outside, 10), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(outside.answer.text, "/nowhere"));
	ck_assert_ptr_nonnull(
	    strstr(outside.answer.text, "Connection refused"));
	ck_assert_ptr_nonnull(
	    strstr(outside.answer.text, "postern-submit.socket"));
	unlink(socket_path);
	ck_assert_int_eq(site_send(&outside, 10), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(outside.answer.text, "submit.sock: No"));
}
END_TEST

/* Connects by hand, if that can be done at once. */
static int
try_here(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	view_copy(view_of(socket_path), a.sun_path, sizeof(a.sun_path));
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		io_close(&fd);
	return fd;
}

static int
connect_here(void)
{
	int fd = try_here();

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_SETFL, 0), 0);
	return fd;
}

/* The same, and the other side is ready. */
static int
connect_ready(void)
{
	int fd = connect_here();
	struct frame f;
	struct buf b;

	buf_init(&b, LIMIT_FRAME + FRAME_HEAD);
	ck_assert_int_eq(
	    frame_recv(fd, &b, deadline_in(10000), &f, NULL), ERROR_NONE);
	ck_assert_int_eq(f.type, SUBMIT_READY);
	buf_clear(&b);
	return fd;
}

/* Others have come before, whom nobody serves. */
START_TEST(many_wait)
{
	int fds[8], n = 0;

	while (n < 8 && (fds[n] = try_here()) >= 0)
		n++;
	ck_assert_int_lt(n, 8);
	outside.put.reach_ms = 50;
	ck_assert_int_eq(site_send(&outside, 10), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(outside.answer.text, "too many others"));
	while (n > 0)
		io_close(&fds[--n]);
}
END_TEST

/* A message of n bytes into the spool, while another one comes in. */
static int
put_beside(size_t n)
{
	struct site here = {.put = inside.put};
	int pair[2], status;

	buf_init(&here.frames, 1UL << 20);
	site_begin(&here);
	site_text(&here, n);
	site_end(&here);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ck_assert(
	    io_write_all(pair[0], buf_view(&here.frames), deadline_in(5000)));
	here.put.in = here.put.out = pair[1];
	status = put_run(&here.put);
	close(pair[0]);
	close(pair[1]);
	buf_clear(&here.frames);
	return status;
}

START_TEST(idle)
{
	int fd;

	inside.put.patience_ms = 50;
	start();
	fd = connect_ready();
	site_begin(&outside);
	ck_assert(
	    io_write_all(fd, buf_view(&outside.frames), deadline_in(1000)));
	site_answer(&outside, fd, EX_TEMPFAIL);
	close(fd);
	finish(0);
}
END_TEST

START_TEST(dies)
{
	int fd;

	start();
	fd = connect_ready();
	site_begin(&outside);
	site_text(&outside, 200000);
	ck_assert(
	    io_write_all(fd, buf_view(&outside.frames), deadline_in(5000)));
	close(fd);
	finish(0);
}
END_TEST

/* Of two that come in together, the one that ends last sees the other. */
START_TEST(sees_the_other)
{
	int fd;

	site_limits(&inside,
	    "postern-limits 1\nsize 100000\nfree 1\nmessages 0\n"
	    "bytes 100000\nend\n");
	start();
	fd = connect_ready();
	site_begin(&outside);
	site_text(&outside, 10);
	ck_assert(
	    io_write_all(fd, buf_view(&outside.frames), deadline_in(5000)));
	while (spool_dir_tmp(&inside.spool) == 0)
		usleep(1000);
	/* No site_run(): there is another one's file in drop/tmp. */
	ck_assert_int_eq(put_beside(60000), EX_OK);
	buf_reset(&outside.frames);
	site_text(&outside, 60000);
	site_end(&outside);
	ck_assert(
	    io_write_all(fd, buf_view(&outside.frames), deadline_in(5000)));
	site_answer(&outside, fd, EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(outside.answer.text, "user-bytes"));
	close(fd);
	finish(1);
}
END_TEST

/* What the runner has taken in meanwhile counts too. */
START_TEST(sees_what_was_taken_in)
{
	char text[200];
	int fd;

	site_limits(&inside,
	    "postern-limits 1\nsize 100000\nfree 1\nmessages 0\n"
	    "bytes 100000\nend\n");
	start();
	fd = connect_ready();
	site_begin(&outside);
	site_text(&outside, 10);
	ck_assert(
	    io_write_all(fd, buf_view(&outside.frames), deadline_in(5000)));
	while (spool_dir_begun(&inside.spool) == 0)
		usleep(1000);
	snprintf(text, sizeof(text),
	    "postern-limits 1\nsize 100000\nfree 1\nmessages 0\n"
	    "bytes 100000\nuse %d 1 60000\nend\n",
	    SITE_UID);
	site_limits(&inside, text);
	buf_reset(&outside.frames);
	site_text(&outside, 60000);
	site_end(&outside);
	ck_assert(
	    io_write_all(fd, buf_view(&outside.frames), deadline_in(5000)));
	site_answer(&outside, fd, EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(outside.answer.text, "user-bytes"));
	close(fd);
	finish(0);
}
END_TEST

Suite *
pass_suite(void)
{
	const TTest *const tests[] = {accepted, refused, cancelled, not_frames,
	    nobody_listens, many_wait, idle, dies, sees_the_other,
	    sees_what_was_taken_in};
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, set_up, tear_down);
	return suite_of_case("pass", t, tests, COUNT(tests));
}
