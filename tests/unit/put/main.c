/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of what queue-put lets in, and from where. */
#include "config.h"

#include "put/site.h"

int
main(void)
{
	Suite *const suites[] = {door_suite(), file_suite(), pass_suite(),
	    reach_suite(), slots_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
