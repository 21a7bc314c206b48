/* SPDX-License-Identifier: ISC */
/* Tests of users/edit.c: one line more or less, and nothing else. */
#include "config.h"

#include <string.h>

#include "users/edit.h"
#include "users/suites.h"

#define ADDRESS "alice@example.com"

static const struct {
	const char *before;
	const char *denied; /* NULL: it is already */
} deny[] = {
    {"", "!" ADDRESS "\n"},
    {"defaults shell=/bin/sh\n", "defaults shell=/bin/sh\n!" ADDRESS "\n"},
    {"defaults shell=/bin/sh", "defaults shell=/bin/sh\n!" ADDRESS "\n"},
    {"# a\r\n" ADDRESS "\r\n\r\n", "# a\r\n" ADDRESS "\r\n\r\n!" ADDRESS "\n"},
    {"#!" ADDRESS "\n", "#!" ADDRESS "\n!" ADDRESS "\n"},
    {"!*@example.com\n", "!*@example.com\n!" ADDRESS "\n"},
    {"!" ADDRESS ".org\n!b" ADDRESS "\n",
	"!" ADDRESS ".org\n!b" ADDRESS "\n!" ADDRESS "\n"},
    {"!" ADDRESS, NULL},
    {"x@example.com\n!" ADDRESS "\n*@example.com\n", NULL},
    {"  ! Alice@Example.COM  # gone\r\n", NULL},
    {"!" ADDRESS " uid=5\n", NULL},
};

static const struct {
	const char *before;
	enum error_code code;
	const char *after;
} permit[] = {
    {"", ERROR_NOTFOUND, NULL},
    {"!*@example.com\n#!" ADDRESS "\n" ADDRESS "\n", ERROR_NOTFOUND, NULL},
    {"!" ADDRESS "\n", ERROR_NONE, ""},
    {"!" ADDRESS, ERROR_NONE, ""},
    {"a\n!" ADDRESS "\n\n\nb", ERROR_NONE, "a\n\n\nb"},
    {"a\r\n!" ADDRESS "\r\nb\r\n", ERROR_NONE, "a\r\nb\r\n"},
    {"\n\t! ALICE@example.com \nb\n!" ADDRESS "\n", ERROR_NONE, "\nb\n"},
    {"a\n!" ADDRESS "   # left # in May\nb\n", ERROR_NONE,
	"a\n# left # in May\nb\n"},
    {"!" ADDRESS "\t#x", ERROR_NONE, "#x"},
    {"!" ADDRESS "\n!" ADDRESS " uid=5\n", ERROR_SETTINGS, NULL},
};

START_TEST(denying)
{
	struct view before = view_of(deny[_i].before);
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert_int_eq(edit_deny(before, view_of(ADDRESS), &out, &e),
	    deny[_i].denied != NULL ? ERROR_NONE : ERROR_EXISTS);
	if (deny[_i].denied != NULL)
		ck_assert_view_eq(buf_view(&out), deny[_i].denied);
	buf_clear(&out);
}
END_TEST

START_TEST(permitting)
{
	struct view before = view_of(permit[_i].before);
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert_int_eq(
	    edit_permit(before, view_of(ADDRESS), &out, &e), permit[_i].code);
	if (permit[_i].after != NULL)
		ck_assert_view_eq(buf_view(&out), permit[_i].after);
	buf_clear(&out);
}
END_TEST

/* A denial is always heard, and taking it out gives back what was there. */
START_TEST(there_and_back)
{
	struct view before = view_of(deny[_i].before);
	struct accounts_rule rule;
	struct accounts *a;
	struct buf out, back;
	struct error e;

	buf_init(&out, 4096);
	buf_init(&back, 4096);
	if (edit_deny(before, view_of(ADDRESS), &out, &e) == ERROR_NONE) {
		a = place_accounts(buf_str(&out));
		ck_assert_int_eq(
		    accounts_find(a, view_of(ADDRESS), &rule), ACCOUNTS_DENIED);
		accounts_close(&a);
		ck_assert_int_eq(
		    edit_permit(buf_view(&out), view_of(ADDRESS), &back, &e),
		    ERROR_NONE);
		ck_assert(
		    view_eq(view_before(buf_view(&back), before.n), before));
		ck_assert_uint_le(back.n, before.n + 1);
	}
	buf_clear(&out);
	buf_clear(&back);
}
END_TEST

START_TEST(no_room)
{
	struct buf out;
	struct error e;

	buf_init(&out, sizeof("!" ADDRESS));
	ck_assert_int_eq(
	    edit_deny(view_of("#\n"), view_of(ADDRESS), &out, &e), ERROR_LIMIT);
	buf_clear(&out);
}
END_TEST

Suite *
edit_suite(void)
{
	Suite *suite = suite_create("edit");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, scratch_enter, scratch_leave);
	tcase_add_loop_test(all, denying, 0, (int)COUNT(deny));
	tcase_add_loop_test(all, there_and_back, 0, (int)COUNT(deny));
	tcase_add_loop_test(all, permitting, 0, (int)COUNT(permit));
	tcase_add_test(all, no_room);
	suite_add_tcase(suite, all);
	return suite;
}
