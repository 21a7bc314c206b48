/* SPDX-License-Identifier: ISC */
/* Tests of sys/io. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sys/io.h"
#include "sys/spawn.h"
#include "sys/suites.h"

START_TEST(writes_and_reads)
{
	char got[8];
	int fds[2];

	ck_assert(spawn_pipe(fds));
	ck_assert(io_write_all(fds[1], view_of("hello"), deadline_in(60000)));
	ck_assert_int_eq(
	    io_read_some(fds[0], got, sizeof(got), deadline_in(60000)), 5);
	ck_assert_int_eq(
	    io_read_some(fds[0], got, sizeof(got), deadline_in(1)), -1);
	ck_assert_int_eq(errno, ETIMEDOUT);
	io_close(&fds[1]);
	ck_assert_int_eq(fds[1], -1);
	ck_assert_int_eq(
	    io_read_some(fds[0], got, sizeof(got), deadline_in(60000)), 0);
	io_close(&fds[0]);
}
END_TEST

/* A peer that does not read, and one that is gone: no hang, no SIGPIPE. */
START_TEST(survives_bad_peers)
{
	static char much[1 << 20];
	int fds[2];

	ck_assert(spawn_socketpair(fds));
	ck_assert(!io_write_all(
	    fds[0], view_make(much, sizeof(much)), deadline_in(10)));
	ck_assert_int_eq(errno, ETIMEDOUT);
	io_close(&fds[1]);
	ck_assert(!io_write_all(fds[0], view_of("x"), deadline_in(60000)));
	ck_assert_int_eq(errno, EPIPE);
	io_close(&fds[0]);
}
END_TEST

START_TEST(fills_closed_standard_fds)
{
	close(0);
	close(2);
	ck_assert(io_open_standard_fds());
	ck_assert_int_ge(fcntl(0, F_GETFD), 0);
	ck_assert_int_ge(fcntl(2, F_GETFD), 0);
	ck_assert_int_lt(fcntl(3, F_GETFD) + fcntl(4, F_GETFD), 2);
}
END_TEST

Suite *
io_suite(void)
{
	const TTest *const tests[] = {
	    writes_and_reads, survives_bad_peers, fills_closed_standard_fds};

	return SUITE_OF("io", tests);
}
