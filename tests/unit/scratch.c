/* SPDX-License-Identifier: ISC */
/* Directories of tests, made below /tmp. */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"

static char place[SCRATCH_PATH];
static char origin[PATH_MAX];

void
scratch_make(char path_out[SCRATCH_PATH])
{
	snprintf(path_out, SCRATCH_PATH, "/tmp/postern-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path_out));
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

void
scratch_remove(const char *path)
{
	ck_assert_int_eq(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void
scratch_enter(void)
{
	ck_assert_ptr_nonnull(getcwd(origin, sizeof(origin)));
	scratch_make(place);
	ck_assert_int_eq(chdir(place), 0);
}

void
scratch_leave(void)
{
	ck_assert_int_eq(chdir(origin), 0);
	scratch_remove(place);
}

const char *
scratch_origin(void)
{
	return origin;
}

void
scratch_put(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	size_t n = strlen(text);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, n), (ssize_t)n);
	ck_assert_int_eq(close(fd), 0);
}

void
scratch_put_in(const char *dir, const char *name, const char *text)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s", dir, name);

	ck_assert_int_lt(n, (int)sizeof(path));
	scratch_put(path, text);
}

const char *
scratch_read(const char *name)
{
	static char text[16384];
	FILE *f = fopen(name, "re");
	size_t n = 0;

	if (f != NULL) {
		n = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[n] = '\0';
	return text;
}

Suite *
scratch_suite(const char *name, const TTest *const tests[], int n, SFun set_up)
{
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, scratch_enter, scratch_leave);
	tcase_add_checked_fixture(all, set_up, NULL);
	tcase_set_timeout(all, SCRATCH_TIMEOUT);
	return suite_of_case(name, all, tests, n);
}
