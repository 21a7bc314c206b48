/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of pop/. */
#include "config.h"

#include "pop/suites.h"

int
main(void)
{
	Suite *const suites[] = {client_suite(), codes_suite(), grammar_suite(),
	    reply_suite(), steps_suite(), user_command_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
