/* SPDX-License-Identifier: ISC */
/* Tests of sys/listener: whose the socket's name is. */
#include "config.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/io.h"
#include "sys/listener.h"
#include "sys/suites.h"

static char dir[] = "/tmp/postern-unit-XXXXXX";
static struct sockaddr_un at;

static void
set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	at.sun_family = AF_UNIX;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/x.sock", dir);
}

static void
tear_down(void)
{
	char lock[sizeof(at.sun_path) + 8];

	snprintf(lock, sizeof(lock), "%s.lock", at.sun_path);
	unlink(lock);
	unlink(at.sun_path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static bool
is_served(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;

	close(fd);
	return ok;
}

static enum error_code
try_open(int *fd, int *lock)
{
	struct error e;

	return listener_open(dir, at.sun_path, fd, lock, &e);
}

START_TEST(new_and_stale)
{
	struct stat st;
	int fd, lock;

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(try_open(&fd, &lock), ERROR_NONE);
		ck_assert(is_served());
		ck_assert_int_eq(stat(at.sun_path, &st), 0);
		ck_assert_int_eq(st.st_mode & 07777, 0666);
		io_close(&fd);
		io_close(&lock);
		ck_assert(!is_served());
	}
}
END_TEST

START_TEST(by_another_of_us)
{
	int fd, lock, fd2, lock2;

	ck_assert_int_eq(try_open(&fd, &lock), ERROR_NONE);
	ck_assert_int_eq(try_open(&fd2, &lock2), ERROR_EXISTS);
	ck_assert_int_eq(fd2, -1);
	ck_assert_int_eq(lock2, -1);
	ck_assert(is_served());
	io_close(&fd);
	io_close(&lock);
}
END_TEST

/* A socket unit's listener has no lock of ours; its backlog may be full. */
START_TEST(by_a_socket_unit)
{
	int unit = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int fd, lock, full;

	ck_assert_int_eq(bind(unit, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(unit, 0), 0);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(try_open(&fd, &lock), ERROR_EXISTS);
		ck_assert_int_eq(fd, -1);
		ck_assert_int_eq(lock, -1);
	}
	full = accept(unit, NULL, NULL);
	ck_assert_int_ge(full, 0);
	ck_assert(is_served());
	close(full);
	close(unit);
	ck_assert_int_eq(try_open(&fd, &lock), ERROR_NONE);
	io_close(&fd);
	io_close(&lock);
}
END_TEST

Suite *
listener_suite(void)
{
	Suite *suite = suite_create("sys listener");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_add_test(all, new_and_stale);
	tcase_add_test(all, by_another_of_us);
	tcase_add_test(all, by_a_socket_unit);
	suite_add_tcase(suite, all);
	return suite;
}
