/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of what queue-put uses of the queue. */
#include "config.h"

#include "queue/suites.h"

int
main(void)
{
	Suite *const suites[] = {limits_suite(), message_suite(), spool_suite(),
	    submit_suite(), wishes_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
