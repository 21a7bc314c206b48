/* SPDX-License-Identifier: ISC */
/* Logins over IMAP against a scripted server: a test for each verdict. */
#include "config.h"

#include "suite.h"
#include "wire/login_case.h"

START_TEST(gives_verdicts)
{
	wire_check_case(&imap_cases[_i / 2], _i % 2 ? USER : "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("imap");
	TCase *verdicts = tcase_create("verdicts");

	tcase_add_unchecked_fixture(verdicts, wire_set_up, wire_tear_down);
	tcase_set_timeout(verdicts, 60);
	tcase_add_loop_test(verdicts, gives_verdicts, 0, 2 * (int)imap_n_cases);
	suite_add_tcase(suite, verdicts);
	return suite_run(&suite, 1);
}
