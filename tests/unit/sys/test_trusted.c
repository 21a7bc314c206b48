/* SPDX-License-Identifier: ISC */
/* Walking to files that only their owner can have put there. */
#include "config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"
#include "sys/suites.h"
#include "sys/trusted.h"

static int top = -1;

static void
set_up(void)
{
	ck_assert_int_eq(mkdir("a", 0755), 0);
	ck_assert_int_eq(mkdir("a/b", 0755), 0);
	ck_assert_int_eq(mkdir("a/open", 0755), 0);
	ck_assert_int_eq(chmod("a/open", 0775), 0);
	scratch_put("a/b/file", "x\n");
	scratch_put("a/open/file", "x\n");
	scratch_put("a/b/shared", "x\n");
	scratch_put("a/b/all", "x\n");
	ck_assert_int_eq(chmod("a/b/shared", 0664), 0);
	ck_assert_int_eq(chmod("a/b/all", 0646), 0);
	ck_assert_int_eq(symlink("file", "a/b/link"), 0);
	ck_assert_int_eq(symlink("b", "a/way"), 0);
	ck_assert_int_eq(mkfifo("a/b/fifo", 0600), 0);
	top = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(top, 0);
}

static const struct {
	const char *path;
	enum error_code code;
	const char *words;
} steps[] = {
    {"a/b/file", ERROR_NONE, ""},
    {"a/b/none", ERROR_NOTFOUND, "a/b/none: No such file"},
    {"a/none/file", ERROR_NOTFOUND, "a/none: No such file"},
    {"a/open/file", ERROR_SETTINGS, "a/open: others than root can write"},
    {"a/b/shared", ERROR_SETTINGS, "a/b/shared: others than root"},
    {"a/b/all", ERROR_SETTINGS, "a/b/all: others than root"},
    {"a/b/link", ERROR_SETTINGS, "a/b/link: a symbolic link"},
    {"a/way/file", ERROR_SETTINGS, "a/way: a symbolic link"},
    {"a/b/fifo", ERROR_SETTINGS, "a/b/fifo: not a regular file"},
    {"a/b", ERROR_SETTINGS, "a/b: not a regular file"},
    {"a/b/file/x", ERROR_SETTINGS, "a/b/file: not a directory"},
    {"a/b/../b/file", ERROR_SETTINGS, "a/b/..: not a plain path"},
    {"a/./b/file", ERROR_SETTINGS, "a/.: not a plain path"},
    {"a//b/file", ERROR_SETTINGS, "not a plain path"},
    {"a/b/", ERROR_SETTINGS, "not a plain path"},
    {"", ERROR_SETTINGS, "not a plain path"},
};

START_TEST(walks)
{
	for (size_t i = 0; i < COUNT(steps); i++) {
		struct error e = {ERROR_NONE, ""};
		int fd = trusted_open_below(top, steps[i].path, getuid(), &e);

		ck_assert_int_eq(e.code, steps[i].code);
		ck_assert_int_eq(fd >= 0, steps[i].code == ERROR_NONE);
		ck_assert_msg(
		    strstr(e.text, steps[i].words) != NULL, "'%s'", e.text);
		if (fd >= 0)
			close(fd);
	}
	close(top);
}
END_TEST

/* What belongs to neither root nor the owner is not taken. */
START_TEST(belongs_to_another)
{
	struct error e = {ERROR_NONE, ""};

	if (getuid() == 0)
		ck_assert_int_eq(chown("a/b", 12345, 0), 0);
	ck_assert_int_lt(trusted_open_below(top, "a/b/file", 0, &e), 0);
	ck_assert_int_eq(e.code, ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, ": it is not root's"));
	close(top);
}
END_TEST

/* Nothing is left open, whatever stands on the way. */
START_TEST(leaves_nothing_open)
{
	int before = dup(top), after;
	struct error e;

	for (size_t i = 0; i < COUNT(steps); i++) {
		int fd = trusted_open_below(top, steps[i].path, getuid(), &e);

		if (fd >= 0)
			close(fd);
	}
	after = dup(top);
	ck_assert_int_eq(after, before + 1);
	close(before);
	close(after);
	close(top);
}
END_TEST

START_TEST(from_the_root)
{
	struct error e = {ERROR_NONE, ""};
	int fd = trusted_open("/etc/passwd", &e);

	ck_assert_msg(fd >= 0, "%s", e.text);
	close(fd);
	ck_assert_int_lt(trusted_open("etc/passwd", &e), 0);
	ck_assert_int_eq(e.code, ERROR_SETTINGS);
	ck_assert_int_lt(trusted_open("/", &e), 0);
	ck_assert_int_eq(e.code, ERROR_SETTINGS);
	ck_assert_int_lt(trusted_open("/dev/null", &e), 0);
	ck_assert_int_eq(e.code, ERROR_SETTINGS);
	/* The directory for temporary files is everybody's. */
	ck_assert_int_lt(trusted_open("/tmp/none", &e), 0);
	ck_assert_ptr_nonnull(strstr(e.text, "/tmp: others than root"));
	close(top);
}
END_TEST

Suite *
trusted_suite(void)
{
	const TTest *const tests[] = {
	    walks, belongs_to_another, leaves_nothing_open, from_the_root};

	return SCRATCH_SUITE("trusted", tests, set_up);
}
