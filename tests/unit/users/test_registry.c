/* SPDX-License-Identifier: ISC */
/* Tests of users/registry_read.c: records, good and hostile. */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "users/registry_link.h"
#include "users/suites.h"

static const struct accounts_range range = {5000, 6000};

static void
make_registry(void)
{
	ck_assert_int_eq(mkdir("r", 0755), 0);
	ck_assert_int_eq(mkdir("r/by-uid", 0755), 0);
	ck_assert_int_eq(mkdir("r/by-name", 0755), 0);
}

/* One record as it should be. */
static void
make_record(const char *name, const char *uid, const char *record)
{
	char path[512] = "r/by-name/";

	strncat(path, name, 400);
	ck_assert_int_eq(symlink(record, path), 0);
	strncpy(path, "r/by-uid/", sizeof(path));
	strncat(path, uid, 400);
	ck_assert_int_eq(symlink(name, path), 0);
}

static enum error_code
find(const char *name, struct account *out)
{
	struct error e;

	return registry_find_name("r", view_of(name), &range, out, &e);
}

static enum error_code
find_uid(uid_t uid, struct account *out)
{
	struct error e;

	return registry_find_uid("r", uid, &range, out, &e);
}

START_TEST(good)
{
	struct account a;
	struct error e;

	make_registry();
	make_record("alice@example.com", "5001", "5001:/home/a b:/bin/sh");
	ck_assert_int_eq(find("alice@example.com", &a), ERROR_NONE);
	ck_assert_str_eq(a.name, "alice@example.com");
	ck_assert_uint_eq(a.uid, 5001);
	ck_assert_str_eq(a.home, "/home/a b");
	ck_assert_str_eq(a.shell, "/bin/sh");
	memset(&a, 'x', sizeof(a));
	ck_assert_int_eq(find_uid(5001, &a), ERROR_NONE);
	ck_assert_str_eq(a.name, "alice@example.com");
	ck_assert_str_eq(a.shell, "/bin/sh");
	ck_assert_int_eq(find("bob@example.com", &a), ERROR_NOTFOUND);
	ck_assert_int_eq(find_uid(5002, &a), ERROR_NOTFOUND);
	ck_assert_int_eq(registry_check_free("r", 5001, &e), ERROR_EXISTS);
	ck_assert_ptr_nonnull(strstr(e.text, "alice@example.com"));
	ck_assert_int_eq(registry_check_free("r", 5002, &e), ERROR_NONE);
}
END_TEST

/* Without a registry nothing is known, which is not the same as nobody. */
START_TEST(none)
{
	struct account a;
	struct error e;

	ck_assert_int_eq(find("alice@example.com", &a), ERROR_SYSTEM);
	ck_assert_int_eq(find_uid(5001, &a), ERROR_SYSTEM);
	ck_assert_int_eq(registry_check_free("r", 5001, &e), ERROR_SYSTEM);
	ck_assert_int_eq(mkdir("r", 0755), 0);
	ck_assert_int_eq(find("alice@example.com", &a), ERROR_NOTFOUND);
	ck_assert_int_eq(registry_check_free("r", 5001, &e), ERROR_NONE);
}
END_TEST

START_TEST(not_a_directory)
{
	struct account a;

	scratch_put("r", "");
	ck_assert_int_eq(find("alice@example.com", &a), ERROR_SYSTEM);
}
END_TEST

START_TEST(closed)
{
	struct account a;

	if (geteuid() == 0)
		return;
	make_registry();
	ck_assert_int_eq(chmod("r/by-name", 0), 0);
	ck_assert_int_eq(find("alice@example.com", &a), ERROR_SYSTEM);
	ck_assert_int_eq(chmod("r/by-name", 0755), 0);
}
END_TEST

/* A by-uid link alone is a tombstone: taken, and nobody's. */
START_TEST(tombstone)
{
	struct account a;
	struct error e;

	make_registry();
	ck_assert_int_eq(symlink("alice@example.com", "r/by-uid/5001"), 0);
	ck_assert_int_eq(find_uid(5001, &a), ERROR_NOTFOUND);
	ck_assert_int_eq(find("alice@example.com", &a), ERROR_NOTFOUND);
	ck_assert_int_eq(registry_check_free("r", 5001, &e), ERROR_EXISTS);
	make_record("alice@example.com", "5002", "5002:/h:/s");
	ck_assert_int_eq(find_uid(5001, &a), ERROR_NOTFOUND);
	ck_assert_int_eq(find_uid(5002, &a), ERROR_NONE);
}
END_TEST

static const char *const records[] = {"", ":", "::", "5001", "5001:/h",
    "5001:/h:", "5001::/s", "5001:h:/s", "5001:/h:s", "5001:/h:/s:/t", ":/h:/s",
    "x:/h:/s", "-1:/h:/s", "5001 :/h:/s", "0:/h:/s", "0x1389:/h:/s",
    "4294967295:/h:/s", "99999999999999999999:/h:/s", "5001:/h\n:/s",
    "5001:/h:/s\n", "4999:/h:/s", "6001:/h:/s", "1000:/h:/s", "5002:/h:/s"};

START_TEST(hostile_records)
{
	struct account a;

	make_registry();
	ck_assert_int_eq(symlink("alice@example.com", "r/by-uid/5001"), 0);
	ck_assert_int_eq(symlink("bob@example.com", "r/by-uid/5002"), 0);
	ck_assert_int_eq(symlink("alice@example.com", "r/by-uid/4999"), 0);
	ck_assert_int_eq(symlink("alice@example.com", "r/by-uid/6001"), 0);
	ck_assert_int_eq(symlink("alice@example.com", "r/by-uid/0"), 0);
	for (size_t i = 0; i < COUNT(records); i++) {
		if (records[i][0] == '\0')
			continue;
		ck_assert_int_eq(
		    symlink(records[i], "r/by-name/alice@example.com"), 0);
		ck_assert_msg(find("alice@example.com", &a) == ERROR_PROTOCOL,
		    "'%s'", records[i]);
		ck_assert_int_ne(find_uid(5001, &a), ERROR_NONE);
		ck_assert_int_eq(unlink("r/by-name/alice@example.com"), 0);
	}
	ck_assert_int_eq(find_uid(0, &a), ERROR_NOTFOUND);
}
END_TEST

START_TEST(hostile_links)
{
	static const char *const names[] = {"", "alice", "../../etc/passwd",
	    "/etc/passwd", "Alice@example.com", "alice@example.com\n"};
	char long_name[600];
	struct account a;

	make_registry();
	for (size_t i = 1; i < COUNT(names); i++) {
		ck_assert_int_eq(symlink(names[i], "r/by-uid/5001"), 0);
		ck_assert_msg(
		    find_uid(5001, &a) != ERROR_NONE, "'%s'", names[i]);
		ck_assert_int_eq(unlink("r/by-uid/5001"), 0);
	}
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	ck_assert_int_eq(symlink(long_name, "r/by-uid/5001"), 0);
	ck_assert_int_eq(find_uid(5001, &a), ERROR_PROTOCOL);
	scratch_put("r/by-name/alice@example.com", "5001:/h:/s");
	ck_assert_int_eq(find("alice@example.com", &a), ERROR_PROTOCOL);
	ck_assert_int_eq(find("../by-name/x@example.com", &a), ERROR_NOTFOUND);
}
END_TEST

/* Every part of a record, none of which is one. */
START_TEST(every_part)
{
	static const char record[] = "5001:/h/x:/s/x";
	struct account a;

	for (size_t n = 0; n < sizeof(record); n++)
		ck_assert_int_eq(
		    registry_parse_record(view_make(record, n), &a),
		    n > 10 && n < sizeof(record));
}
END_TEST

struct names {
	unsigned n;
	unsigned stop_at;
};

static bool
count(void *arg, const struct account *a)
{
	struct names *names = arg;

	ck_assert(range.first <= a->uid && a->uid <= range.last);
	return ++names->n != names->stop_at;
}

START_TEST(walking)
{
	struct names names = {0};
	struct error e;

	ck_assert_int_eq(
	    registry_each("r", &range, count, &names, &e), ERROR_NONE);
	ck_assert_uint_eq(names.n, 0);
	make_registry();
	make_record("a@example.com", "5001", "5001:/h:/s");
	make_record("b@example.com", "5002", "5002:/h:/s");
	make_record("c@example.com", "5003", "5003:/h:/s");
	make_record("far@example.com", "6001", "6001:/h:/s");
	make_record("rubbish@example.com", "5004", "rubbish");
	ck_assert_int_eq(
	    registry_each("r", &range, count, &names, &e), ERROR_NONE);
	ck_assert_uint_eq(names.n, 3);
	names = (struct names){.stop_at = 2};
	ck_assert_int_eq(
	    registry_each("r", &range, count, &names, &e), ERROR_NONE);
	ck_assert_uint_eq(names.n, 2);
}
END_TEST

Suite *
registry_suite(void)
{
	const TTest *const tests[] = {good, none, not_a_directory, closed,
	    tombstone, hostile_records, hostile_links, every_part, walking};

	return SCRATCH_SUITE("registry", tests, NULL);
}
