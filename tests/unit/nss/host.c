/* SPDX-License-Identifier: ISC */
/* A host in a directory, in the place of the installation's own files. */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nss/suites.h"
#include "users/resolve.h"

const struct resolve_places resolve_places = {
    .accounts = "accounts", .registry = "users", .etc_dir = "."};

bool host_may_compute;

static char place[] = "/tmp/test-nss-XXXXXX";

bool
nss_may_compute(void)
{
	return host_may_compute;
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "we");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

static void
make_registry(void)
{
	ck_assert_int_eq(mkdir("users", 0755), 0);
	ck_assert_int_eq(mkdir("users/by-uid", 0755), 0);
	ck_assert_int_eq(mkdir("users/by-name", 0755), 0);
	ck_assert_int_eq(
	    symlink("alice@example.com", "users/by-uid/2000300001"), 0);
	ck_assert_int_eq(symlink("2000300001:/home/example.com/alice:/bin/bash",
			     "users/by-name/alice@example.com"),
	    0);
	ck_assert_int_eq(
	    symlink("carol@example.com", "users/by-uid/2000300007"), 0);
	ck_assert_int_eq(symlink("2000300007:/home/carol:/bin/zsh",
			     "users/by-name/carol@example.com"),
	    0);
}

void
host_make(void)
{
	strncpy(place + sizeof(place) - 7, "XXXXXX", 7);
	ck_assert_ptr_nonnull(mkdtemp(place));
	ck_assert_int_eq(chdir(place), 0);
	write_file("accounts",
	    "defaults " HOST_RANGE "\n"
	    "alice@example.com group=people\n"
	    "carol@example.com uid=2000300007\n"
	    "new@example.com uid=2000300009 group=people\n"
	    "taken@example.com uid=2000300007\n"
	    "sys@example.com uid=2000300010 group=staff\n"
	    "bob@example.com local=bob\n"
	    "!gone@example.com\n"
	    "*@example.com\n");
	write_file("passwd", "root:x:0:0:::\nbob:x:1001:1001:::\n");
	write_file("group", "staff:x:50:bob\npeople:x:1500:bob\n");
	make_registry();
	host_may_compute = false;
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
host_remove(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

Suite *
host_suite(const char *name, const TTest *const tests[], int n)
{
	Suite *suite = suite_create(name);
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, host_make, host_remove);
	tcase_set_timeout(all, 60);
	for (int i = 0; i < n; i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}
