/* SPDX-License-Identifier: ISC */
/* Tests of pop/steps: what must hold for the table as a whole. */
#include "config.h"

#include "pop/steps.h"
#include "pop/suites.h"

START_TEST(credentials_need_tls)
{
	ck_assert(pop_step_of(POP_CREDENTIALS)->secure);
	ck_assert(pop_step_of(POP_READY)->secure);
	ck_assert(pop_step_of(POP_CAPA)->secure);
}
END_TEST

START_TEST(challenges_come_with_credentials_only)
{
	for (int s = 0; s < POP_STATES; s++)
		ck_assert(pop_step_of((enum pop_state)s)->challenges ==
		    (s == POP_CREDENTIALS));
}
END_TEST

/* Without CAPA a login goes on; without TLS it does not. */
START_TEST(refusals_end_all_but_capa)
{
	for (int s = 0; s < POP_STATES; s++)
		if (s != POP_READY)
			ck_assert((pop_step_of((enum pop_state)s)->err ==
				      ERROR_NONE) == (s == POP_CAPA));
	ck_assert_int_eq(pop_step_of(POP_STLS)->err, ERROR_UNTRUSTED);
}
END_TEST

START_TEST(rows_are_whole)
{
	for (int s = 0; s < POP_STATES; s++) {
		const struct pop_step *step = pop_step_of((enum pop_state)s);

		ck_assert_ptr_nonnull(step->name);
		if (s == POP_READY)
			continue;
		ck_assert_int_gt(step->ms, 0);
		ck_assert_ptr_nonnull(step->ok_text);
		ck_assert_ptr_nonnull(step->err_text);
	}
}
END_TEST

Suite *
steps_suite(void)
{
	const TTest *const tests[] = {credentials_need_tls,
	    challenges_come_with_credentials_only, refusals_end_all_but_capa,
	    rows_are_whole};

	return SUITE_OF("steps", tests);
}
