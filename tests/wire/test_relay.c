/* SPDX-License-Identifier: ISC */
/* The relay against a submission server that misbehaves in every way. */
#include "config.h"

#include "suite.h"
#include "wire/relay_case.h"

int
main(void)
{
	Suite *suites[1] = {suite_create("relay")};
	int failed;

	relay_case_open();
	suite_add_tcase(suites[0], relay_sending_tests());
	suite_add_tcase(suites[0], relay_refusals_tests());
	suite_add_tcase(suites[0], relay_losses_tests());
	suite_add_tcase(suites[0], relay_session_tests());
	suite_add_tcase(suites[0], relay_lies_tests());
	failed = suite_run(suites, 1);
	relay_case_close();
	return failed;
}
