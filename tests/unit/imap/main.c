/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of imap/. */
#include "config.h"

#include "imap/suites.h"

int
main(void)
{
	Suite *const suites[] = {client_suite(), codes_suite(),
	    login_command_suite(), grammar_suite(), reply_suite(),
	    steps_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
