/* SPDX-License-Identifier: ISC */
/* A directory of its own for each test. */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "users/suites.h"

static char place[] = "/tmp/test-users-XXXXXX";

const struct registry_places place_places = {
    .etc_dir = ".", .uid_map = "uid_map"};

void
place_make(void)
{
	strncpy(place + sizeof(place) - 7, "XXXXXX", 7);
	ck_assert_ptr_nonnull(mkdtemp(place));
	ck_assert_int_eq(chdir(place), 0);
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
place_remove(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void
place_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	size_t n = strlen(text);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, n), (ssize_t)n);
	close(fd);
}

Suite *
place_suite(const char *name, const TTest *const tests[], int n)
{
	Suite *suite = suite_create(name);
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, place_make, place_remove);
	tcase_set_timeout(all, 60);
	for (int i = 0; i < n; i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}

void
place_system(void)
{
	place_file("passwd",
	    "root:x:0:0:root:/root:/bin/sh\n"
	    "bob:x:1001:1001::/home/bob:/bin/sh\n"
	    "odd@example.com:x:2000300500:1:::\n");
	place_file("group",
	    "root:x:0:\n"
	    "staff:x:50:bob\n"
	    "people:x:1500:bob,tina\n"
	    "far:x:2000300600:\n");
	place_file("uid_map", "         0          0 4294967295\n");
}

struct accounts *
place_accounts(const char *text)
{
	struct accounts *a;
	struct error e;

	place_file("accounts", text);
	ck_assert_int_eq(accounts_open("accounts", false, &a, &e), ERROR_NONE);
	return a;
}
