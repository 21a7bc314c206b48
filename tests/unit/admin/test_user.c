/* SPDX-License-Identifier: ISC */
/* Tests of "postern user": who is registered, under which number. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/suites.h"
#include "admin/user.h"
#include "users/hash.h"

/* Three numbers: collisions are easily made. */
#define FILE_TEXT                                              \
	"defaults range=2000300000-2000300002 shell=/bin/sh\n" \
	"*@example.com\n"                                      \
	"n@example.org uid=2000300001\n"                       \
	"bob@example.org local=bob\n"                          \
	"!mallory@example.com\n"

struct world {
	char dir[SCRATCH_PATH];
	char registry[64];
	char uid_map[64];
	char file[64];
	struct resolve_places names;
	struct registry_places places;
	struct user_places own;
	struct accounts *accounts;
};

static void
world_make(struct world *w)
{
	struct error e;

	scratch_make(w->dir);
	scratch_put_in(w->dir, "accounts", FILE_TEXT);
	scratch_put_in(w->dir, "passwd", "root:x:0:0::/root:/bin/sh\n");
	scratch_put_in(w->dir, "group", "root:x:0:\n");
	scratch_put_in(w->dir, "uid_map", "0 0 4294967295\n");
	snprintf(w->registry, sizeof(w->registry), "%s", w->dir);
	snprintf(w->uid_map, sizeof(w->uid_map), "%s/uid_map", w->dir);
	w->places =
	    (struct registry_places){.etc_dir = w->dir, .uid_map = w->uid_map};
	snprintf(w->file, sizeof(w->file), "%s/accounts", w->dir);
	w->names = (struct resolve_places){
	    .accounts = w->file, .registry = w->registry, .etc_dir = w->dir};
	w->own = (struct user_places){
	    .names = &w->names, .places = &w->places, .root = w->dir};
	error_clear(&e);
	ck_assert_msg(
	    accounts_open(w->file, false, &w->accounts, &e) == ERROR_NONE, "%s",
	    e.text);
}

static void
world_remove(struct world *w)
{
	accounts_close(&w->accounts);
	scratch_remove(w->dir);
}

static enum error_code
add(struct world *w, const char *name, struct account *out, bool *added)
{
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = user_add(&w->own, w->accounts, name, out, added, &e);
	if (code != ERROR_NONE)
		ck_assert_uint_gt(strlen(e.text), 0);
	return code;
}

START_TEST(takes_the_number_of_the_hash)
{
	static const struct accounts_range range = {2000300000, 2000300002};
	struct account a, again;
	struct world w;
	bool added;

	world_make(&w);
	ck_assert_int_eq(add(&w, "a@example.com", &a, &added), ERROR_NONE);
	ck_assert(added);
	ck_assert_uint_eq(a.uid, hash_uid(view_of("a@example.com"), &range));
	ck_assert_str_eq(a.shell, "/bin/sh");
	ck_assert_int_eq(add(&w, "a@example.com", &again, &added), ERROR_NONE);
	ck_assert(!added);
	ck_assert_uint_eq(again.uid, a.uid);
	world_remove(&w);
}
END_TEST

/* Three addresses in three numbers, of which one belongs to n@example.org. */
START_TEST(looks_for_another_number)
{
	struct account a, b, c;
	struct world w;
	bool added;

	world_make(&w);
	ck_assert_int_eq(add(&w, "a@example.com", &a, &added), ERROR_NONE);
	ck_assert_int_eq(add(&w, "b@example.com", &b, &added), ERROR_NONE);
	ck_assert_uint_ne(a.uid, b.uid);
	ck_assert_uint_ne(a.uid, 2000300001);
	ck_assert_uint_ne(b.uid, 2000300001);
	ck_assert_int_eq(add(&w, "c@example.com", &c, &added), ERROR_LIMIT);
	ck_assert(!added);
	ck_assert_int_eq(add(&w, "n@example.org", &c, &added), ERROR_NONE);
	ck_assert_uint_eq(c.uid, 2000300001);
	world_remove(&w);
}
END_TEST

START_TEST(never_gives_a_number_again)
{
	struct account a, b, n;
	struct world w;
	struct error e;
	bool added;

	world_make(&w);
	ck_assert_int_eq(add(&w, "a@example.com", &a, &added), ERROR_NONE);
	ck_assert_int_eq(
	    registry_remove(w.registry, view_of("a@example.com"), &e),
	    ERROR_NONE);
	ck_assert_int_eq(add(&w, "b@example.com", &b, &added), ERROR_NONE);
	ck_assert_uint_ne(b.uid, a.uid);
	ck_assert_int_eq(add(&w, "n@example.org", &n, &added), ERROR_NONE);
	ck_assert_int_eq(
	    registry_remove(w.registry, view_of("n@example.org"), &e),
	    ERROR_NONE);
	ck_assert_int_eq(add(&w, "n@example.org", &n, &added), ERROR_EXISTS);
	world_remove(&w);
}
END_TEST

START_TEST(adds_only_who_is_allowed)
{
	static const struct {
		const char *name;
		enum error_code code;
	} refused[] = {
	    {"x@example.net", ERROR_NOTFOUND},
	    {"mallory@example.com", ERROR_REFUSED},
	    {"bob@example.org", ERROR_REFUSED},
	};
	struct account a;
	struct world w;
	bool added;

	world_make(&w);
	for (size_t i = 0; i < COUNT(refused); i++) {
		ck_assert_int_eq(
		    add(&w, refused[i].name, &a, &added), refused[i].code);
		ck_assert(!added);
	}
	world_remove(&w);
}
END_TEST

START_TEST(takes_addresses_in_any_case)
{
	static const char *const bad[] = {"", "a", "a@b", "@example.com",
	    "a b@example.com", "a@example.com\n", "-a@example.com"};
	char name[LIMIT_ADDRESS + 1];
	struct error e;

	ck_assert_int_eq(user_name("A.B@Example.COM", name, &e), ERROR_NONE);
	ck_assert_str_eq(name, "a.b@example.com");
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_int_eq(user_name(bad[i], name, &e), ERROR_INPUT);
}
END_TEST

Suite *
user_suite(void)
{
	const TTest *const tests[] = {takes_the_number_of_the_hash,
	    looks_for_another_number, never_gives_a_number_again,
	    adds_only_who_is_allowed, takes_addresses_in_any_case};

	return SUITE_OF("admin user", tests);
}
