/* SPDX-License-Identifier: ISC */
/* Tests of users/edit_file.c: nobody's lines are lost, whoever writes. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "users/edit.h"
#include "users/suites.h"

#define ADDRESS "alice@example.com"

static enum error_code
edit(const char *path, edit_fn *fn)
{
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = edit_file(path, false, fn, view_of(ADDRESS), &e);
	if (code != ERROR_NONE)
		ck_assert_uint_gt(strlen(e.text), 0);
	return code;
}

/* Files of the directory but "." and "..". */
static unsigned
count_files(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	unsigned n = 0;

	ck_assert_ptr_nonnull(d);
	while ((entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
	closedir(d);
	return n;
}

START_TEST(keeps_the_mode)
{
	struct stat st;

	scratch_put("accounts", "*@example.com\n");
	ck_assert_int_eq(chmod("accounts", 0640), 0);
	ck_assert_int_eq(edit("accounts", edit_deny), ERROR_NONE);
	ck_assert_str_eq(
	    scratch_read("accounts"), "*@example.com\n!" ADDRESS "\n");
	ck_assert_int_eq(stat("accounts", &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(edit("accounts", edit_deny), ERROR_EXISTS);
	ck_assert_int_eq(edit("accounts", edit_permit), ERROR_NONE);
	ck_assert_str_eq(scratch_read("accounts"), "*@example.com\n");
	ck_assert_int_eq(edit("accounts", edit_permit), ERROR_NOTFOUND);
	ck_assert_uint_eq(count_files("."), 1);
}
END_TEST

START_TEST(through_a_link)
{
	struct stat st;

	ck_assert_int_eq(mkdir("etc", 0755), 0);
	ck_assert_int_eq(mkdir("far", 0755), 0);
	scratch_put_in("far", "real", "*@example.com\n");
	ck_assert_int_eq(symlink("../far/real", "etc/accounts"), 0);
	ck_assert_int_eq(edit("etc/accounts", edit_deny), ERROR_NONE);
	ck_assert_int_eq(lstat("etc/accounts", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_str_eq(
	    scratch_read("far/real"), "*@example.com\n!" ADDRESS "\n");
	ck_assert_uint_eq(count_files("etc"), 1);
	ck_assert_uint_eq(count_files("far"), 1);
}
END_TEST

START_TEST(what_is_no_file)
{
	ck_assert_int_eq(edit("accounts", edit_deny), ERROR_NOTFOUND);
	ck_assert_int_eq(symlink("nowhere", "accounts"), 0);
	ck_assert_int_eq(edit("accounts", edit_deny), ERROR_NOTFOUND);
	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(mkfifo("accounts", 0600), 0);
	ck_assert_int_eq(edit("accounts", edit_deny), ERROR_SYSTEM);
	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(mkdir("accounts", 0700), 0);
	ck_assert_int_eq(edit("accounts", edit_deny), ERROR_SYSTEM);
	ck_assert_uint_eq(count_files("."), 1);
}
END_TEST

/* The directory here belongs to this user, or anybody can write it. */
START_TEST(untrusted_places)
{
	struct error e;

	scratch_put("accounts", "*@example.com\n");
	ck_assert_int_eq(chmod(".", 0777), 0);
	ck_assert_int_eq(
	    edit_file("accounts", true, edit_deny, view_of(ADDRESS), &e),
	    ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "directory"));
	ck_assert_str_eq(scratch_read("accounts"), "*@example.com\n");
}
END_TEST

/* Saves as editors do, while the change is being made. */
static int saves;

static enum error_code
deny_while_saved(
    struct view text, struct view address, struct buf *out, struct error *e)
{
	char line[512];

	if (saves-- > 0) {
		snprintf(line, sizeof(line), "%.*snew%d@example.com\n",
		    VIEW_ARG(text), saves);
		scratch_put("saved", line);
		ck_assert_int_eq(rename("saved", "accounts"), 0);
	}
	return edit_deny(text, address, out, e);
}

START_TEST(saved_in_between)
{
	scratch_put("accounts", "*@example.com\n");
	saves = 2;
	ck_assert_int_eq(edit("accounts", deny_while_saved), ERROR_NONE);
	ck_assert_str_eq(scratch_read("accounts"),
	    "*@example.com\nnew1@example.com\nnew0@example.com\n"
	    "!" ADDRESS "\n");
	ck_assert_uint_eq(count_files("."), 1);
	ck_assert_int_eq(edit("accounts", edit_permit), ERROR_NONE);
	saves = 100;
	ck_assert_int_eq(edit("accounts", deny_while_saved), ERROR_LATER);
	ck_assert_uint_eq(count_files("."), 1);
}
END_TEST

/* Has the file open before and writes it after it was put aside. */
_Noreturn static void
write_late(int ready)
{
	struct stat mine, now;
	int fd = open("accounts", O_WRONLY | O_APPEND);

	if (fd < 0 || fstat(fd, &mine) != 0 || write(ready, "", 1) != 1)
		_exit(1);
	do {
		if (stat("accounts", &now) != 0)
			_exit(2);
		poll(NULL, 0, 1);
	} while (now.st_ino == mine.st_ino);
	_exit(write(fd, "late@example.com\n", 17) == 17 ? 0 : 3);
}

START_TEST(written_in_place)
{
	int fds[2], status;
	pid_t pid;
	char c;

	scratch_put("accounts", "*@example.com\n");
	ck_assert_int_eq(pipe(fds), 0);
	pid = fork();
	if (pid == 0)
		write_late(fds[1]);
	ck_assert_int_eq(read(fds[0], &c, 1), 1);
	ck_assert_int_eq(edit("accounts", edit_deny), ERROR_NONE);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(scratch_read("accounts"),
	    "*@example.com\nlate@example.com\n!" ADDRESS "\n");
	ck_assert_uint_eq(count_files("."), 1);
}
END_TEST

/* Each of them denies an address of its own. */
_Noreturn static void
deny_one(int n)
{
	char address[64];
	struct error e;

	snprintf(address, sizeof(address), "u%d@example.com", n);
	_exit(edit_file("accounts", false, edit_deny, view_of(address), &e) ==
		    ERROR_NONE
		? 0
		: 1);
}

START_TEST(many_at_once)
{
	char line[64];
	int status;

	scratch_put("accounts", "*@example.com\n");
	for (int i = 0; i < 8; i++)
		if (fork() == 0)
			deny_one(i);
	for (int i = 0; i < 8; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	for (int i = 0; i < 8; i++) {
		snprintf(line, sizeof(line), "\n!u%d@example.com\n", i);
		ck_assert_ptr_nonnull(strstr(scratch_read("accounts"), line));
	}
	ck_assert_uint_eq(count_files("."), 1);
}
END_TEST

Suite *
edit_file_suite(void)
{
	const TTest *const tests[] = {keeps_the_mode, through_a_link,
	    what_is_no_file, untrusted_places, saved_in_between,
	    written_in_place, many_at_once};

	return SCRATCH_SUITE("edit_file", tests, NULL);
}
