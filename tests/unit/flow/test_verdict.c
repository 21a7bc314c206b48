/* SPDX-License-Identifier: ISC */
/* Tests of flow/verdict. */
#include "config.h"

#include <string.h>

#include "flow/suites.h"
#include "flow/verdict.h"

static const struct {
	enum verdict verdict;
	bool offline, alert;
} cases[] = {
    {VERDICT_INTERNAL, false, false},
    {VERDICT_SUCCESS, false, false},
    {VERDICT_REFUSED, false, false},
    {VERDICT_BUSY, true, false},
    {VERDICT_UNREACHABLE, true, false},
    {VERDICT_UNTRUSTED, true, true},
    {VERDICT_VIOLATION, false, true},
    {VERDICT_UNKNOWN_USER, false, false},
    {VERDICT_THROTTLED, false, false},
    {VERDICT_EMPTY, false, false},
    {VERDICT_NOT_PERMITTED, false, false},
    {VERDICT_MEMORY, false, false},
    {VERDICT_SETTINGS, false, false},
    {VERDICT_REACHED, false, false},
};

START_TEST(knows_every_verdict)
{
	ck_assert_uint_eq(COUNT(cases), VERDICTS);
	/* Memory of zeros is no login. */
	ck_assert_int_ne(VERDICT_SUCCESS, 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct verdict_row *row = verdict_row(cases[i].verdict);

		ck_assert_uint_eq(cases[i].verdict, i);
		ck_assert_msg(
		    row->offline_allowed == cases[i].offline, "%s", row->name);
		ck_assert_msg(row->alert == cases[i].alert, "%s", row->name);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(
			    row->name, verdict_row(cases[j].verdict)->name);
	}
}
END_TEST

START_TEST(takes_others_for_internal)
{
	ck_assert_ptr_eq(
	    verdict_row((enum verdict)VERDICTS), verdict_row(VERDICT_INTERNAL));
	ck_assert_ptr_eq(verdict_row((enum verdict)0x7fffffff),
	    verdict_row(VERDICT_INTERNAL));
}
END_TEST

Suite *
verdict_suite(void)
{
	const TTest *const tests[] = {
	    knows_every_verdict, takes_others_for_internal};

	return SUITE_OF("verdict", tests);
}
