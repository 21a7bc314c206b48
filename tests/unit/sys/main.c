/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of sys/. */
#include "config.h"

#include "sys/suites.h"

int
main(void)
{
	Suite *const suites[] = {command_suite(), deadline_suite(),
	    file_suite(), frame_suite(), frame_io_suite(), io_suite(),
	    listener_suite(), sandbox_suite(), spawn_suite(), trusted_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
