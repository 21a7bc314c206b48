/* SPDX-License-Identifier: ISC */
/* Runs the suites of what queue-put uses of the queue. */
#include "config.h"

#include <stdlib.h>

#include "queue/suites.h"

int
main(void)
{
	SRunner *runner = srunner_create(suite_message());
	int failed;

	srunner_add_suite(runner, suite_spool());
	srunner_add_suite(runner, suite_submit());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
