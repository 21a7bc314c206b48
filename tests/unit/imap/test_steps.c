/* SPDX-License-Identifier: ISC */
/* Tests of imap/steps: what must hold for the table as a whole. */
#include "config.h"

#include "imap/steps.h"
#include "imap/suites.h"

START_TEST(credentials_need_tls)
{
	ck_assert(imap_step_of(IMAP_CREDENTIALS)->secure);
	ck_assert(imap_step_of(IMAP_READY)->secure);
	ck_assert(imap_step_of(IMAP_CAPABILITY)->secure);
}
END_TEST

START_TEST(challenges_come_with_credentials_only)
{
	for (int s = 0; s < IMAP_STATES; s++)
		ck_assert(imap_step_of((enum imap_state)s)->challenges ==
		    (s == IMAP_CREDENTIALS));
}
END_TEST

START_TEST(rows_are_whole)
{
	for (int s = 0; s < IMAP_STATES; s++) {
		const struct imap_step *step = imap_step_of((enum imap_state)s);

		ck_assert_ptr_nonnull(step->name);
		if (s == IMAP_READY)
			continue;
		ck_assert_int_gt(step->ms, 0);
		ck_assert_int_ne(step->no, ERROR_NONE);
		ck_assert_int_ne(step->bad, ERROR_NONE);
		ck_assert_ptr_nonnull(step->ok_text);
		ck_assert_ptr_nonnull(step->no_text);
		ck_assert_ptr_nonnull(step->bad_text);
	}
}
END_TEST

Suite *
steps_suite(void)
{
	const TTest *const tests[] = {credentials_need_tls,
	    challenges_come_with_credentials_only, rows_are_whole};

	return SUITE_OF("steps", tests);
}
