/* SPDX-License-Identifier: ISC */
/* Tests of admin/explain. */
#include "config.h"

#include <string.h>

#include "admin/explain.h"
#include "admin/suites.h"

/* What the design says that each verdict is to PAM. */
static const struct {
	enum verdict verdict;
	const char *pam;
} rows[] = {
    {VERDICT_SUCCESS, "PAM_SUCCESS"},
    {VERDICT_REFUSED, "PAM_AUTH_ERR"},
    {VERDICT_BUSY, "PAM_AUTHINFO_UNAVAIL"},
    {VERDICT_UNREACHABLE, "PAM_AUTHINFO_UNAVAIL"},
    {VERDICT_UNTRUSTED, "PAM_AUTHINFO_UNAVAIL"},
    {VERDICT_VIOLATION, "PAM_AUTHINFO_UNAVAIL"},
    {VERDICT_UNKNOWN_USER, "PAM_USER_UNKNOWN"},
    {VERDICT_THROTTLED, "PAM_MAXTRIES"},
    {VERDICT_EMPTY, "PAM_AUTH_ERR"},
    {VERDICT_NOT_PERMITTED, "PAM_PERM_DENIED"},
    {VERDICT_MEMORY, "PAM_BUF_ERR"},
    {VERDICT_SETTINGS, "PAM_SYSTEM_ERR"},
    {VERDICT_REACHED, "PAM_SYSTEM_ERR"},
    {VERDICT_INTERNAL, "PAM_SYSTEM_ERR"},
};

START_TEST(names_every_verdict)
{
	ck_assert_uint_eq(COUNT(rows), VERDICTS);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct explain_row *row =
		    explain_verdict(rows[i].verdict);

		ck_assert_str_eq(row->pam, rows[i].pam);
		ck_assert_uint_gt(strlen(row->then), 10);
	}
}
END_TEST

START_TEST(never_succeeds_by_mistake)
{
	ck_assert_str_eq(explain_verdict(VERDICTS)->pam, "PAM_SYSTEM_ERR");
	for (int i = 0; i < VERDICTS; i++)
		if (i != VERDICT_SUCCESS)
			ck_assert_str_ne(explain_verdict((enum verdict)i)->pam,
			    "PAM_SUCCESS");
}
END_TEST

Suite *
explain_suite(void)
{
	const TTest *const tests[] = {
	    names_every_verdict, never_succeeds_by_mistake};

	return SUITE_OF("admin explain", tests);
}
