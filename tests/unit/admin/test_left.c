/* SPDX-License-Identifier: ISC */
/* Tests of admin/left: what outlives a mailbox. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/left.h"
#include "admin/suites.h"

static const struct account alice = {
    .name = "alice@example.com",
    .uid = 2000300007,
    .home = "/home/alice",
    .shell = "/bin/sh",
};

static void
make(const char *path)
{
	char each[256];

	snprintf(each, sizeof(each), "%s", path);
	for (char *p = strchr(each, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(each, 0755);
		*p = '/';
	}
	mkdir(each, 0755);
}

static void
add_process(int pid, const char *name, const char *ids, int session)
{
	char dir[64], text[256];

	snprintf(dir, sizeof(dir), "proc/%d", pid);
	make(dir);
	snprintf(text, sizeof(text),
	    "Name:\t%s\nState:\tS\nUid:\t%s\nGid:\t1\t1\t1\t1\nNSsid:\t%d\n",
	    name, ids, session);
	scratch_put_in(dir, "status", text);
}

START_TEST(nothing)
{
	struct left l;

	left_find(".", &alice, &l);
	ck_assert(left_is_empty(&l));
	make("proc/12");
	make("proc/net");
	add_process(1, "init", "0\t0\t0\t0", 1);
	add_process(20, "near", "2000300008\t1\t1\t1", 1);
	left_find(".", &alice, &l);
	ck_assert(left_is_empty(&l));
}
END_TEST

START_TEST(processes)
{
	struct left l;

	add_process(7, "sh", "2000300007\t2000300007\t0\t0", 7);
	add_process(8, "ba\033d", "0\t2000300007\t0\t0", 7);
	add_process(9, "su", "0\t0\t2000300007\t0", 9);
	add_process(10, "not", "20003000070\t0\t0\t0", 9);
	left_find(".", &alice, &l);
	ck_assert(!left_is_empty(&l));
	ck_assert_uint_eq(l.n_processes, 3);
	ck_assert_uint_eq(l.n_sessions, 2);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_null(strchr(l.processes[i].name, '\033'));
}
END_TEST

START_TEST(many_processes)
{
	struct left l;

	for (int i = 1; i <= 100; i++)
		add_process(i, "x", "2000300007", i);
	left_find(".", &alice, &l);
	ck_assert_uint_eq(l.n_processes, 100);
	ck_assert_uint_eq(l.n_sessions, LEFT_SESSIONS);
}
END_TEST

START_TEST(files)
{
	struct left l;

	make("home/alice/.ssh");
	make("var/spool/cron/crontabs");
	make("var/lib/systemd/linger");
	scratch_put_in("home/alice/.ssh", "authorized_keys2", "key");
	scratch_put_in("var/spool/cron/crontabs", "alice@example.com", "x");
	scratch_put_in("var/lib/systemd/linger", "alice@example.com", "");
	left_find(".", &alice, &l);
	ck_assert_str_eq(l.keys, "./home/alice/.ssh/authorized_keys2");
	ck_assert_str_eq(
	    l.crontab, "./var/spool/cron/crontabs/alice@example.com");
	ck_assert_str_eq(
	    l.linger, "./var/lib/systemd/linger/alice@example.com");
	ck_assert(!left_is_empty(&l));
	/* A directory is no crontab, as /var/spool/cron has of it. */
	ck_assert_int_eq(
	    unlink("var/spool/cron/crontabs/alice@example.com"), 0);
	make("var/spool/cron/crontabs/alice@example.com");
	left_find(".", &alice, &l);
	ck_assert_str_eq(l.crontab, "");
}
END_TEST

START_TEST(at_jobs)
{
	struct account mine = alice;
	struct left l;

	mine.uid = getuid();
	make("var/spool/cron/atjobs/dir");
	scratch_put_in("var/spool/cron/atjobs", "a0001", "x");
	scratch_put_in("var/spool/cron/atjobs", "a0002", "x");
	left_find(".", &mine, &l);
	ck_assert_uint_eq(l.n_at_jobs, 2);
	mine.uid++;
	left_find(".", &mine, &l);
	ck_assert_uint_eq(l.n_at_jobs, 0);
}
END_TEST

Suite *
left_suite(void)
{
	const TTest *const tests[] = {
	    nothing, processes, many_processes, files, at_jobs};

	return SCRATCH_SUITE("admin left", tests, NULL);
}
