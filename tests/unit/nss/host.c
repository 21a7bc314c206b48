/* SPDX-License-Identifier: ISC */
/* A host in a directory, in the place of the installation's own files. */
#include "config.h"

#include <sys/stat.h>
#include <unistd.h>

#include "nss/suites.h"
#include "users/resolve.h"

const struct resolve_places resolve_places = {
    .accounts = "accounts", .registry = "users", .etc_dir = "."};

bool host_may_compute;

bool
nss_may_compute(void)
{
	return host_may_compute;
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
	scratch_put("accounts",
	    "defaults " HOST_RANGE "\n"
	    "alice@example.com group=people\n"
	    "carol@example.com uid=2000300007\n"
	    "new@example.com uid=2000300009 group=people\n"
	    "taken@example.com uid=2000300007\n"
	    "sys@example.com uid=2000300010 group=staff\n"
	    "bob@example.com local=bob\n"
	    "!gone@example.com\n"
	    "*@example.com\n");
	scratch_put("passwd", "root:x:0:0:::\nbob:x:1001:1001:::\n");
	scratch_put("group", "staff:x:50:bob\npeople:x:1500:bob\n");
	make_registry();
	host_may_compute = false;
}
