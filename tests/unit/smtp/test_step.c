/* SPDX-License-Identifier: ISC */
/* Tests of the table in smtp/step.c. */
#include "config.h"

#include "smtp/step.h"
#include "tests/unit/smtp/suites.h"

/*
 * Follows the table: TLS comes before every step that must be secure, and
 * exactly one step, a secure one, authenticates.
 */
START_TEST(test_path)
{
	enum smtp_step_id id = SMTP_STEP_CONNECT;
	bool secure = false;
	unsigned steps = 0, auth = 0, tls = 0;

	for (; id != SMTP_STEP_READY; id = smtp_step(id)->next[_i]) {
		const struct smtp_step *s = smtp_step(id);

		ck_assert_uint_lt(++steps, SMTP_STEPS);
		ck_assert_int_gt(s->deadline_ms, 0);
		ck_assert_ptr_nonnull(s->name);
		ck_assert_ptr_nonnull(s->failed);
		ck_assert_int_eq(s->secure, secure && tls == 1);
		if (s->action == SMTP_ACTION_AUTH) {
			ck_assert(s->secure);
			auth++;
		}
		if (s->action == SMTP_ACTION_TLS) {
			tls++;
			secure = true;
		}
	}
	ck_assert_uint_eq(auth, 1);
	ck_assert_uint_eq(tls, 1);
	ck_assert_uint_eq(steps, _i == ENDPOINT_IMPLICIT ? 5 : 7);
}
END_TEST

TCase *
step_tests(void)
{
	TCase *t = tcase_create("step");

	tcase_add_loop_test(
	    t, test_path, ENDPOINT_IMPLICIT, ENDPOINT_STARTTLS + 1);
	return t;
}
