/* SPDX-License-Identifier: ISC */
/* Runs the tests of libcore/smtp. */
#include "config.h"

#include "tests/unit/smtp/suites.h"

int
main(void)
{
	Suite *s = suite_create("smtp");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, auth_tests());
	suite_add_tcase(s, dots_tests());
	suite_add_tcase(s, features_tests());
	suite_add_tcase(s, reply_tests());
	suite_add_tcase(s, step_tests());
	suite_add_tcase(s, transaction_tests());
	suite_add_tcase(s, transfer_tests());
	suite_add_tcase(s, window_tests());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
