/* SPDX-License-Identifier: ISC */
/* A spool file that is made durable, or cannot be. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "put/site.h"
#include "sendmail-shim/queue-put/file.h"

static struct site s;
static struct put_file f;
static struct error e;

/* The directory cannot be synced; the runner takes the file in before. */
static bool failing, taking;

/* In the place of libc's. */
int
fsync(int fd)
{
	if (fd == f.new_dir && taking)
		ck_assert_int_eq(renameat(fd, f.name, f.tmp_dir, ".taken"), 0);
	if (fd == f.new_dir && failing) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

static void
set_up(void)
{
	failing = taking = false;
	site_make(&s);
	ck_assert_int_eq(
	    put_file_open(s.spool.path, SITE_UID, false, &f, &e), ERROR_NONE);
	ck_assert_int_eq(put_file_add(&f, view_of("text"), &e), ERROR_NONE);
}

static void
tear_down(void)
{
	put_file_close(&f);
	site_remove(&s);
}

START_TEST(commits)
{
	ck_assert_int_eq(put_file_commit(&f, 0, view_of("T"), &e), ERROR_NONE);
	ck_assert_uint_eq(spool_dir_new(&s.spool), 1);
	ck_assert_uint_eq(spool_dir_tmp(&s.spool), 0);
}
END_TEST

/* Whoever is told that it failed hands it in again. */
START_TEST(takes_it_back)
{
	failing = true;
	ck_assert_int_eq(
	    put_file_commit(&f, 0, view_of("T"), &e), ERROR_SYSTEM);
	ck_assert_str_eq(
	    e.text, "syncing the queue's directory: Input/output error");
	ck_assert_uint_eq(spool_dir_new(&s.spool), 0);
	ck_assert_uint_eq(spool_dir_tmp(&s.spool), 0);
}
END_TEST

START_TEST(is_taken_in_meanwhile)
{
	failing = taking = true;
	ck_assert_int_eq(put_file_commit(&f, 0, view_of("T"), &e), ERROR_NONE);
	ck_assert_uint_eq(spool_dir_new(&s.spool), 0);
	ck_assert_int_eq(unlinkat(f.tmp_dir, ".taken", 0), 0);
}
END_TEST

Suite *
file_suite(void)
{
	const TTest *const tests[] = {
	    commits, takes_it_back, is_taken_in_meanwhile};
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, tear_down);
	return suite_of_case("file", all, tests, (int)COUNT(tests));
}
