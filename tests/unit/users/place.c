/* SPDX-License-Identifier: ISC */
/* A system's files for registrations, in the current directory. */
#include "config.h"

#include "users/suites.h"

const struct registry_places place_places = {
    .etc_dir = ".", .uid_map = "uid_map"};

void
place_system(void)
{
	scratch_put("passwd",
	    "root:x:0:0:root:/root:/bin/sh\n"
	    "bob:x:1001:1001::/home/bob:/bin/sh\n"
	    "odd@example.com:x:2000300500:1:::\n");
	scratch_put("group",
	    "root:x:0:\n"
	    "staff:x:50:bob\n"
	    "people:x:1500:bob,tina\n"
	    "far:x:2000300600:\n");
	scratch_put("uid_map", "         0          0 4294967295\n");
}

struct accounts *
place_accounts(const char *text)
{
	struct accounts *a;
	struct error e;

	scratch_put("accounts", text);
	ck_assert_int_eq(accounts_open("accounts", false, &a, &e), ERROR_NONE);
	return a;
}
