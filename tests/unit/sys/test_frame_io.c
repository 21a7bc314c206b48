/* SPDX-License-Identifier: ISC */
/* Tests of sys/frame on descriptors. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/frame.h"
#include "sys/io.h"
#include "sys/spawn.h"
#include "sys/suites.h"

static void
make_frame(struct buf *b, uint8_t type, const char *text)
{
	buf_reset(b);
	frame_begin(b, type);
	frame_put_str(b, 1, text);
	ck_assert(frame_end(b));
}

/* Two frames written together, and then one cut short. */
START_TEST(takes_one_at_a_time)
{
	struct buf out, in;
	struct frame f;
	struct error e;
	int fds[2];

	buf_init(&out, 1000);
	buf_init(&in, 1000);
	ck_assert(spawn_pipe(fds));
	for (int i = 1; i <= 2; i++) {
		make_frame(&out, (uint8_t)i, "text");
		ck_assert_int_eq(
		    frame_send(fds[1], &out, deadline_in(60000), &e),
		    ERROR_NONE);
	}
	out.n -= 2;
	frame_send(fds[1], &out, deadline_in(60000), &e);
	io_close(&fds[1]);
	for (int i = 1; i <= 2; i++) {
		ck_assert_int_eq(
		    frame_recv(fds[0], &in, deadline_in(60000), &f, &e),
		    ERROR_NONE);
		ck_assert_int_eq(f.type, i);
	}
	ck_assert_int_eq(frame_recv(fds[0], &in, deadline_in(60000), &f, &e),
	    ERROR_PROTOCOL);
	ck_assert_int_eq(frame_recv(fds[0], &in, deadline_in(60000), &f, &e),
	    ERROR_NOTFOUND);
	io_close(&fds[0]);
	buf_clear(&out);
	buf_clear(&in);
}
END_TEST

START_TEST(keeps_its_deadline)
{
	struct buf in;
	struct frame f;
	struct error e;
	int fds[2];

	buf_init(&in, 1000);
	ck_assert(spawn_pipe(fds));
	ck_assert_int_eq(
	    frame_recv(fds[0], &in, deadline_in(1), &f, &e), ERROR_LATER);
	ck_assert(io_write_all(fds[1], view_of("PS"), deadline_in(60000)));
	ck_assert_int_eq(
	    frame_recv(fds[0], &in, deadline_in(1), &f, &e), ERROR_LATER);
	io_close(&fds[0]);
	io_close(&fds[1]);
	buf_clear(&in);
}
END_TEST

START_TEST(refuses_a_frame_beyond_the_ceiling)
{
	struct buf out, in;
	struct frame f;
	struct error e;
	int fds[2];

	buf_init(&out, 1000);
	buf_init(&in, FRAME_HEAD + 8);
	ck_assert(spawn_pipe(fds));
	make_frame(&out, 1, "1234");
	frame_send(fds[1], &out, deadline_in(60000), &e);
	ck_assert_int_eq(frame_recv(fds[0], &in, deadline_in(60000), &f, &e),
	    ERROR_PROTOCOL);
	io_close(&fds[0]);
	io_close(&fds[1]);
	buf_clear(&out);
	buf_clear(&in);
}
END_TEST

START_TEST(passes_a_descriptor)
{
	struct stat sent, received;
	struct buf out, in;
	struct frame f;
	struct error e;
	int fds[2], passed;

	buf_init(&out, 1000);
	buf_init(&in, 1000);
	ck_assert(spawn_socketpair(fds));
	make_frame(&out, 3, "with a descriptor");
	ck_assert_int_eq(
	    frame_send_fd(fds[0], &out, fds[0], deadline_in(60000), &e),
	    ERROR_NONE);
	make_frame(&out, 4, "without");
	frame_send(fds[0], &out, deadline_in(60000), &e);
	ck_assert_int_eq(
	    frame_recv_fd(fds[1], &in, deadline_in(60000), &f, &passed, &e),
	    ERROR_NONE);
	ck_assert_int_eq(f.type, 3);
	ck_assert_int_ge(passed, 0);
	ck_assert_int_eq(fcntl(passed, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	fstat(passed, &received);
	fstat(fds[0], &sent);
	ck_assert_uint_eq(sent.st_ino, received.st_ino);
	io_close(&passed);
	ck_assert_int_eq(
	    frame_recv_fd(fds[1], &in, deadline_in(60000), &f, &passed, &e),
	    ERROR_NONE);
	ck_assert_int_eq(f.type, 4);
	ck_assert_int_eq(passed, -1);
	io_close(&fds[0]);
	io_close(&fds[1]);
	buf_clear(&out);
	buf_clear(&in);
}
END_TEST

Suite *
frame_io_suite(void)
{
	const TTest *const tests[] = {takes_one_at_a_time, keeps_its_deadline,
	    refuses_a_frame_beyond_the_ceiling, passes_a_descriptor};

	return SUITE_OF("frame_io", tests);
}
