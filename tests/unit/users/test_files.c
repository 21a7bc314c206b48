/* SPDX-License-Identifier: ISC */
/* Tests of users/files.c: looking into passwd and group. */
#include "config.h"

#include "users/files.h"
#include "users/suites.h"

START_TEST(finding)
{
	struct error e;
	uid_t uid;
	gid_t gid;

	place_system();
	ck_assert_int_eq(
	    files_find_user(".", view_of("bob"), &uid, &e), ERROR_NONE);
	ck_assert_uint_eq(uid, 1001);
	ck_assert_int_eq(
	    files_find_group(".", view_of("people"), &gid, &e), ERROR_NONE);
	ck_assert_uint_eq(gid, 1500);
	ck_assert_int_eq(
	    files_find_user(".", view_of("people"), &uid, &e), ERROR_NOTFOUND);
	ck_assert_int_eq(
	    files_find_user(".", view_of("bo"), &uid, &e), ERROR_NOTFOUND);
	ck_assert_int_eq(
	    files_find_user(".", view_of(""), &uid, &e), ERROR_NOTFOUND);
	ck_assert_int_eq(
	    files_find_user("nowhere", view_of("bob"), &uid, &e), ERROR_SYSTEM);
}
END_TEST

/* Lines of other kinds (NIS, comments, rubbish) are no users. */
START_TEST(strange_lines)
{
	struct error e;
	uid_t uid;

	scratch_put("passwd",
	    "+::::::\n#bob:x:1:1\n\nbob\nbob:x\nbob:x:\n"
	    "bob:x:-1:1\nbob:x:99999999999:1\nbob:x:7");
	ck_assert_int_eq(
	    files_find_user(".", view_of("bob"), &uid, &e), ERROR_NONE);
	ck_assert_uint_eq(uid, 7);
	ck_assert_int_eq(
	    files_find_user(".", view_of("+"), &uid, &e), ERROR_NOTFOUND);
}
END_TEST

START_TEST(free_or_not)
{
	static const struct {
		const char *name;
		uid_t uid;
		enum error_code code;
	} rows[] = {
	    {"alice@example.com", 2000300001, ERROR_NONE},
	    {"odd@example.com", 2000300001, ERROR_EXISTS},
	    {"alice@example.com", 2000300500, ERROR_EXISTS},
	    {"alice@example.com", 2000300600, ERROR_EXISTS},
	    {"people", 2000300001, ERROR_EXISTS},
	};
	struct error e;

	place_system();
	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_msg(files_check_free(".", view_of(rows[i].name),
				  rows[i].uid, &e) == rows[i].code,
		    "row %zu", i);
	ck_assert_int_eq(
	    files_check_free("nowhere", view_of("a@b.c"), 5, &e), ERROR_SYSTEM);
}
END_TEST

Suite *
files_suite(void)
{
	const TTest *const tests[] = {finding, strange_lines, free_or_not};

	return SCRATCH_SUITE("files", tests, NULL);
}
