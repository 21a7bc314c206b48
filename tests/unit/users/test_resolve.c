/* SPDX-License-Identifier: ISC */
/* Tests of users/resolve.c: the account of an address. */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "users/hash.h"
#include "users/resolve.h"
#include "users/suites.h"

static const struct resolve_places places = {
    .accounts = "accounts", .registry = "r", .etc_dir = "."};

static const struct accounts_range range = {2000300000, 2000400000};

static void
make_all(void)
{
	place_system();
	ck_assert_int_eq(mkdir("r", 0755), 0);
	scratch_put("accounts",
	    "defaults range=2000300000-2000400000\n"
	    "alice@example.com group=people\n"
	    "carol@example.com uid=2000300007\n"
	    "bob@example.com local=bob\n"
	    "*@example.org group=staff\n"
	    "!mallory@example.org\n"
	    "gone@example.com group=missing\n");
}

static enum error_code
allowed(const char *name, struct account *out, struct error *e)
{
	return resolve_allowed(&places, view_of(name), out, e);
}

START_TEST(computing)
{
	struct account a;
	struct error e;

	make_all();
	ck_assert_int_eq(allowed("alice@example.com", &a, &e), ERROR_NONE);
	ck_assert_str_eq(a.name, "alice@example.com");
	ck_assert_uint_eq(
	    a.uid, hash_uid(view_of("alice@example.com"), &range));
	ck_assert_str_eq(a.home, "/home/example.com/alice");
	ck_assert_str_eq(a.shell, "/bin/bash");
	ck_assert_int_eq(allowed("carol@example.com", &a, &e), ERROR_NONE);
	ck_assert_uint_eq(a.uid, 2000300007);
	ck_assert_int_eq(allowed("dave@example.org", &a, &e), ERROR_NONE);
}
END_TEST

START_TEST(nobody)
{
	static const char *const names[] = {"bob@example.com",
	    "mallory@example.org", "eve@example.com", "Alice@example.com",
	    "alice", "", "alice@example.com\n"};
	struct account a;
	struct error e;

	make_all();
	for (size_t i = 0; i < COUNT(names); i++) {
		ck_assert_msg(allowed(names[i], &a, &e) == ERROR_NOTFOUND,
		    "'%s'", names[i]);
		ck_assert_int_eq(
		    resolve_registered(&places, view_of(names[i]), &a, &e),
		    ERROR_NOTFOUND);
	}
}
END_TEST

/* What is registered is what NSS and a login both see from then on. */
START_TEST(registering)
{
	struct account a, seen;
	struct error e;

	make_all();
	ck_assert_int_eq(allowed("alice@example.com", &a, &e), ERROR_NONE);
	ck_assert_int_eq(registry_add("r", &place_places, &a, &e), ERROR_NONE);
	ck_assert_int_eq(
	    resolve_registered(&places, view_of(a.name), &seen, &e),
	    ERROR_NONE);
	ck_assert_uint_eq(seen.uid, a.uid);
	ck_assert_str_eq(seen.home, a.home);
	ck_assert_int_eq(resolve_uid(&places, a.uid, &seen, &e), ERROR_NONE);
	ck_assert_str_eq(seen.name, a.name);
	ck_assert_int_eq(
	    resolve_uid(&places, a.uid + 1, &seen, &e), ERROR_NOTFOUND);
}
END_TEST

/* A taken number is never passed over for another one. */
START_TEST(taken)
{
	struct account a;
	struct error e;

	make_all();
	ck_assert_int_eq(allowed("carol@example.com", &a, &e), ERROR_NONE);
	strncpy(a.name, "first@example.com", sizeof(a.name));
	ck_assert_int_eq(registry_add("r", &place_places, &a, &e), ERROR_NONE);
	ck_assert_int_eq(allowed("carol@example.com", &a, &e), ERROR_EXISTS);
	ck_assert_int_eq(
	    registry_remove("r", view_of("first@example.com"), &e), ERROR_NONE);
	ck_assert_int_eq(allowed("carol@example.com", &a, &e), ERROR_EXISTS);
}
END_TEST

START_TEST(broken)
{
	struct account a;
	struct error e;

	make_all();
	ck_assert_int_eq(rmdir("r"), 0);
	ck_assert_int_eq(allowed("alice@example.com", &a, &e), ERROR_SYSTEM);
	ck_assert_int_eq(
	    resolve_registered(&places, view_of("alice@example.com"), &a, &e),
	    ERROR_SYSTEM);
	ck_assert_int_eq(mkdir("r", 0755), 0);
	scratch_put("accounts", "defaults range=1-2\nalice@example.com\n");
	ck_assert_int_eq(allowed("alice@example.com", &a, &e), ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "accounts"));
	scratch_put("accounts", "alice@example.com\ndefaults home=/x\n");
	ck_assert_int_eq(allowed("alice@example.com", &a, &e), ERROR_SETTINGS);
	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(allowed("alice@example.com", &a, &e), ERROR_NOTFOUND);
	ck_assert_int_eq(
	    resolve_registered(&places, view_of("alice@example.com"), &a, &e),
	    ERROR_NOTFOUND);
}
END_TEST

START_TEST(range_moves)
{
	struct account a;
	struct error e;

	make_all();
	ck_assert_int_eq(allowed("carol@example.com", &a, &e), ERROR_NONE);
	ck_assert_int_eq(registry_add("r", &place_places, &a, &e), ERROR_NONE);
	scratch_put("accounts",
	    "defaults range=70000-80000\n"
	    "carol@example.com\n");
	ck_assert_int_eq(
	    resolve_registered(&places, view_of("carol@example.com"), &a, &e),
	    ERROR_PROTOCOL);
	ck_assert_int_eq(
	    resolve_uid(&places, 2000300007, &a, &e), ERROR_NOTFOUND);
}
END_TEST

START_TEST(groups)
{
	static const struct {
		const char *name;
		enum error_code code; /* without computing, with it */
		enum error_code computed;
		gid_t gid; /* that of group=, or 0 */
	} rows[] = {
	    {"alice@example.com", ERROR_NOTFOUND, ERROR_NONE, 1500},
	    {"carol@example.com", ERROR_NONE, ERROR_NONE, 0},
	    {"dave@example.org", ERROR_NOTFOUND, ERROR_NONE, 0},
	    {"gone@example.com", ERROR_NOTFOUND, ERROR_NONE, 0},
	    {"bob@example.com", ERROR_NOTFOUND, ERROR_NOTFOUND, 0},
	    {"mallory@example.org", ERROR_NOTFOUND, ERROR_NOTFOUND, 0},
	    {"alice", ERROR_NOTFOUND, ERROR_NOTFOUND, 0},
	};
	struct account a;
	struct error e;
	gid_t gids[RESOLVE_GROUPS];
	unsigned n;

	make_all();
	ck_assert_int_eq(allowed("carol@example.com", &a, &e), ERROR_NONE);
	ck_assert_int_eq(registry_add("r", &place_places, &a, &e), ERROR_NONE);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct view name = view_of(rows[i].name);

		ck_assert_msg(resolve_groups(&places, name, false, 5, gids, &n,
				  &e) == rows[i].code,
		    "%s", rows[i].name);
		ck_assert_msg(resolve_groups(&places, name, true, 5, gids, &n,
				  &e) == rows[i].computed,
		    "%s", rows[i].name);
		if (rows[i].computed != ERROR_NONE)
			continue;
		ck_assert_uint_eq(n, rows[i].gid != 0 ? 2 : 1);
		ck_assert_uint_ge(gids[0], range.first);
		ck_assert(n == 1 || gids[1] == rows[i].gid);
	}
}
END_TEST

/* A forged record gives no group to who is not asked about with its number. */
START_TEST(groups_of_the_forged)
{
	struct view name = view_of("dave@example.org");
	struct error e;
	gid_t gids[RESOLVE_GROUPS];
	unsigned n;

	make_all();
	ck_assert_int_eq(mkdir("r/by-name", 0755), 0);
	ck_assert_int_eq(
	    symlink("2000300007:/h:/s", "r/by-name/dave@example.org"), 0);
	ck_assert_int_eq(resolve_groups(&places, name, true, 5, gids, &n, &e),
	    ERROR_PROTOCOL);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(
	    resolve_groups(&places, name, true, 2000300007, gids, &n, &e),
	    ERROR_NONE);
	ck_assert_uint_eq(n, 0);
}
END_TEST

Suite *
resolve_suite(void)
{
	const TTest *const tests[] = {computing, nobody, registering, taken,
	    broken, range_moves, groups, groups_of_the_forged};

	return SCRATCH_SUITE("resolve", tests, NULL);
}
