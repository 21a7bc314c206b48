/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of what the runner needs of queue/. */
#include "config.h"

#include "queue/runner_suites.h"

int
main(void)
{
	Suite *const suites[] = {control_suite(), journal_suite(),
	    listing_suite(), pickup_suite(), schedule_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
