/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/pam_code.c: the table from verdicts to PAM. */
#include "config.h"

#include "pam/suites.h"
#include "pam_imap/module.h"

static const struct {
	enum verdict verdict;
	int code;
} rows[] = {
    {VERDICT_INTERNAL, PAM_SYSTEM_ERR},
    {VERDICT_SUCCESS, PAM_SUCCESS},
    {VERDICT_REFUSED, PAM_AUTH_ERR},
    {VERDICT_BUSY, PAM_AUTHINFO_UNAVAIL},
    {VERDICT_UNREACHABLE, PAM_AUTHINFO_UNAVAIL},
    {VERDICT_UNTRUSTED, PAM_AUTHINFO_UNAVAIL},
    {VERDICT_VIOLATION, PAM_AUTHINFO_UNAVAIL},
    {VERDICT_UNKNOWN_USER, PAM_USER_UNKNOWN},
    {VERDICT_THROTTLED, PAM_MAXTRIES},
    {VERDICT_EMPTY, PAM_AUTH_ERR},
    {VERDICT_NOT_PERMITTED, PAM_PERM_DENIED},
    {VERDICT_MEMORY, PAM_BUF_ERR},
    {VERDICT_SETTINGS, PAM_SYSTEM_ERR},
    {VERDICT_REACHED, PAM_SYSTEM_ERR},
};

START_TEST(every_verdict)
{
	ck_assert_uint_eq(COUNT(rows), VERDICTS);
	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_uint_eq(rows[i].verdict, i);
		ck_assert_int_eq(
		    module_pam_code(rows[i].verdict), rows[i].code);
	}
}
END_TEST

/* Success comes from one verdict; a number that is none is our own fault. */
START_TEST(no_other_success)
{
	for (unsigned v = 0; v < VERDICTS + 300; v++) {
		int code = module_pam_code((enum verdict)v);

		ck_assert_int_eq(code == PAM_SUCCESS, v == VERDICT_SUCCESS);
		ck_assert_int_ne(code, PAM_IGNORE);
		if (v >= VERDICTS)
			ck_assert_int_eq(code, PAM_SYSTEM_ERR);
	}
}
END_TEST

Suite *
code_suite(void)
{
	const TTest *const tests[] = {every_verdict, no_other_success};

	return SUITE_OF("pam code", tests);
}
