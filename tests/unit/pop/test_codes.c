/* SPDX-License-Identifier: ISC */
/* Tests of pop/codes. */
#include "config.h"

#include "pop/codes.h"
#include "pop/suites.h"

static const struct {
	const char *code;
	enum pop_meaning meaning;
	bool show;
	const char *name; /* of the row that is found */
} cases[] = {
    {"", POP_MEANS_REFUSED, false, ""},
    {"AUTH", POP_MEANS_REFUSED, false, "AUTH"},
    {"auth", POP_MEANS_REFUSED, false, "AUTH"},
    {"AUTH/PASSWORD/OLD", POP_MEANS_REFUSED, false, "AUTH"},
    {"SYS/TEMP", POP_MEANS_BUSY, false, "SYS/TEMP"},
    {"SYS/TEMP/DISK", POP_MEANS_BUSY, false, "SYS/TEMP"},
    {"Sys/Perm", POP_MEANS_REFUSED, true, "SYS/PERM"},
    {"SYS", POP_MEANS_REFUSED, false, ""},
    {"SYS/", POP_MEANS_REFUSED, false, ""},
    {"SYS/TEMPO", POP_MEANS_REFUSED, false, ""},
    {"/", POP_MEANS_REFUSED, false, ""},
    {"/SYS/TEMP", POP_MEANS_REFUSED, false, ""},
    {"IN-USE", POP_MEANS_BUSY, false, "IN-USE"},
    {"LOGIN-DELAY", POP_MEANS_BUSY, false, "LOGIN-DELAY"},
    {"LOGIN-DELAY 30", POP_MEANS_REFUSED, false, ""},
    {"SOMETHING-NEW", POP_MEANS_REFUSED, false, ""},
};

START_TEST(knows_codes)
{
	const struct pop_code *row = pop_code_find(view_of(cases[_i].code));

	ck_assert_int_eq(row->meaning, cases[_i].meaning);
	ck_assert(row->show == cases[_i].show);
	ck_assert_str_eq(row->name, cases[_i].name);
	ck_assert_uint_gt(view_of(row->text).n, 0);
}
END_TEST

Suite *
codes_suite(void)
{
	Suite *suite = suite_create("codes");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, knows_codes, 0, (int)COUNT(cases));
	suite_add_tcase(suite, all);
	return suite;
}
