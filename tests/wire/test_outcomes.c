/* SPDX-License-Identifier: ISC */
/*
 * The outcome table through the real runner and the relay: this program is its
 * own relay-send, which the installed one is not for root without its user.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "flow/relay.h"
#include "suite.h"
#include "wire/outcome_case.h"
#include "wire/outcome_rows.h"

int
main(int argc, char **argv)
{
	Suite *suites[1];
	struct error e;
	int failed;

	if (argc == 1 && strcmp(argv[0], "relay-send") == 0)
		return relay_run(STDIN_FILENO, &e) == ERROR_NONE ? 0 : 1;
	suites[0] = suite_create("outcomes");
	outcome_case_open();
	suite_add_tcase(suites[0], outcome_rows_tests());
	suite_add_tcase(suites[0], outcome_courses_tests());
	failed = suite_run(suites, 1);
	outcome_case_close();
	return failed;
}
