/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of admin/. */
#include "config.h"

#include "admin/suites.h"

int
main(void)
{
	Suite *const suites[] = {check_suite(), command_suite(),
	    explain_suite(), facts_suite(), left_suite(), output_suite(),
	    password_suite(), queue_suite(), setup_suite(), try_suite(),
	    user_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
