/* SPDX-License-Identifier: ISC */
/* Spool names: made, sorted, checked. */
#include "config.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "queue/spool.h"
#include "queue/suites.h"

START_TEST(new_names)
{
	char a[SPOOL_NAME + 1], b[SPOOL_NAME + 1];
	long long now = (long long)time(NULL);
	long long in_name;

	ck_assert(spool_new_name(a));
	ck_assert(spool_new_name(b));
	ck_assert(spool_check_name(view_of(a)));
	ck_assert_str_ne(a, b);
	ck_assert_int_le(strncmp(a, b, 16), 0);
	in_name = spool_name_time(view_of(a));
	ck_assert_int_ge(in_name, now);
	ck_assert_int_le(in_name, now + 60);
}
END_TEST

START_TEST(name_of_a_user)
{
	static const uid_t uids[] = {0, 1000, 2000300007, (uid_t)-2};
	char a[SPOOL_NAME + 1], b[SPOOL_NAME + 1];

	for (size_t i = 0; i < COUNT(uids); i++) {
		ck_assert(spool_new_name_of(uids[i], a));
		ck_assert(spool_new_name_of(uids[i], b));
		ck_assert(spool_check_name(view_of(a)));
		ck_assert_str_ne(a, b);
		ck_assert_uint_eq(spool_name_uid(view_of(a)), uids[i]);
	}
}
END_TEST

START_TEST(name_time)
{
	ck_assert_int_eq(
	    spool_name_time(view_of("00000000000f4240-0123456789abcdef")), 1);
}
END_TEST

static const struct {
	const char *name;
	bool good;
} names[] = {
    {"00065f3a9d1c2b40-0123456789abcdef", true},
    {"00065f3a9d1c2b40-0123456789abcde", false},
    {"00065f3a9d1c2b40-0123456789abcdef0", false},
    {"00065f3a9d1c2b4000123456789abcdef", false},
    {"00065F3a9d1c2b40-0123456789abcdef", false},
    {"00065f3a9d1c2b40-0123456789abcdeg", false},
    {"../../../../../../../../../../etc", false},
    {".", false},
    {"", false},
};

START_TEST(check_name)
{
	ck_assert_msg(
	    spool_check_name(view_of(names[_i].name)) == names[_i].good, "%s",
	    names[_i].name);
}
END_TEST

START_TEST(check_name_with_nul)
{
	char name[] = "00065f3a9d1c2b40-0123456789abcdef";

	name[20] = '\0';
	ck_assert(!spool_check_name(view_make(name, SPOOL_NAME)));
}
END_TEST

START_TEST(directories)
{
	for (int d = 0; d < SPOOL_DIRS; d++)
		ck_assert_ptr_nonnull(spool_dir_name((enum spool_dir)d));
	ck_assert_str_eq(spool_dir_name(SPOOL_DROP_NEW), "drop/new");
	ck_assert_int_eq(spool_open_dir("/nowhere", SPOOL_QUEUE), -1);
}
END_TEST

Suite *
spool_suite(void)
{
	Suite *s = suite_create("spool");
	TCase *t = tcase_create("spool");

	tcase_add_test(t, new_names);
	tcase_add_test(t, name_of_a_user);
	tcase_add_test(t, name_time);
	tcase_add_loop_test(t, check_name, 0, COUNT(names));
	tcase_add_test(t, check_name_with_nul);
	tcase_add_test(t, directories);
	suite_add_tcase(s, t);
	return s;
}
