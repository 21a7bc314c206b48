/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of the runner. */
#include "config.h"

#include "runner/suites.h"

int
main(void)
{
	Suite *const suites[] = {alone_suite(), change_suite(), crash_suite(),
	    delivery_suite(), intake_suite(), known_suite(), names_suite(),
	    publish_suite(), rate_suite(), report_suite(), settings_suite(),
	    secrets_suite(), server_suite(), stuck_suite(), tables_suite(),
	    time_suite(), wishes_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
