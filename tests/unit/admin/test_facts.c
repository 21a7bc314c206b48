/* SPDX-License-Identifier: ISC */
/* Tests of admin/user_show: what is known of an address. */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/suites.h"
#include "admin/user_show.h"

#define FILE_TEXT                                              \
	"defaults range=2000300000-2000300002 shell=/bin/sh\n" \
	"*@example.com group=people\n"                         \
	"bob@example.org local=bob\n"                          \
	"!mallory@example.com\n"                               \
	"!*@example.net\n"

static const struct resolve_places names = {
    .accounts = "accounts", .registry = "users", .etc_dir = "."};
static const struct user_places places = {.names = &names, .root = "."};

static void
make_host(void)
{
	scratch_put("accounts", FILE_TEXT);
	ck_assert_int_eq(mkdir("users", 0755), 0);
	ck_assert_int_eq(mkdir("users/by-uid", 0755), 0);
	ck_assert_int_eq(mkdir("users/by-name", 0755), 0);
	ck_assert_int_eq(
	    symlink("mallory@example.com", "users/by-uid/2000300001"), 0);
	ck_assert_int_eq(symlink("2000300001:/home/m:/bin/sh",
			     "users/by-name/mallory@example.com"),
	    0);
}

/* The JSON of an address, as it must always be: every key, once. */
static json_t *
json_of(const char *address)
{
	static const char *const keys[] = {"address", "answer", "line",
	    "wildcard", "locked", "local", "group", "registered", "account",
	    "problem", "stored_password", "left"};
	static struct user_facts f;
	struct error e;
	json_t *value;

	error_clear(&e);
	ck_assert_msg(user_find_facts(&places, address, &f, &e) == ERROR_NONE,
	    "%s", e.text);
	value = user_facts_json(&f, 0);
	ck_assert_ptr_nonnull(value);
	for (size_t i = 0; i < COUNT(keys); i++)
		ck_assert_msg(json_object_get(value, keys[i]) != NULL, "%s: %s",
		    address, keys[i]);
	ck_assert_uint_eq(json_object_size(value), COUNT(keys));
	return value;
}

static const struct {
	const char *address;
	const char *answer;
	int line;
	bool locked, registered, has_account;
} known[] = {
    {"a@example.com", "allowed", 2, false, false, true},
    {"bob@example.org", "local", 3, false, false, false},
    {"mallory@example.com", "denied", 4, true, true, true},
    {"x@example.net", "denied", 5, true, false, false},
    {"x@example.info", "no-line", 0, false, false, false},
};

START_TEST(facts)
{
	json_t *v, *account;

	for (size_t i = 0; i < COUNT(known); i++) {
		v = json_of(known[i].address);
		account = json_object_get(v, "account");
		ck_assert_str_eq(
		    json_string_value(json_object_get(v, "answer")),
		    known[i].answer);
		ck_assert_int_eq(json_integer_value(json_object_get(v, "line")),
		    known[i].line);
		ck_assert_int_eq(json_is_true(json_object_get(v, "locked")),
		    known[i].locked);
		ck_assert_int_eq(json_is_true(json_object_get(v, "registered")),
		    known[i].registered);
		ck_assert_int_eq(json_is_object(account), known[i].has_account);
		ck_assert(known[i].has_account ==
		    json_is_object(json_object_get(v, "left")));
		json_decref(v);
	}
}
END_TEST

/* Both addresses may log in, and have the same number. */
START_TEST(taken_number)
{
	static struct user_facts f;
	struct error e;

	scratch_put("accounts", "new@example.org uid=2000300001\n");
	ck_assert_int_eq(unlink("accounts"), 0);
	scratch_put("accounts",
	    "defaults range=2000300000-2000300002\n"
	    "new@example.org uid=2000300001\n");
	ck_assert_int_eq(
	    user_find_facts(&places, "new@example.org", &f, &e), ERROR_NONE);
	ck_assert(!f.has_account && !f.registered);
	ck_assert_ptr_nonnull(strstr(f.problem, "mallory@example.com"));
}
END_TEST

START_TEST(no_file)
{
	static struct user_facts f;
	struct error e;

	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(
	    user_find_facts(&places, "a@example.com", &f, &e), ERROR_NOTFOUND);
}
END_TEST

Suite *
facts_suite(void)
{
	const TTest *const tests[] = {facts, taken_number, no_file};

	return SCRATCH_SUITE("admin facts", tests, make_host);
}
