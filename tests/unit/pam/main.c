/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of pam_imap/. */
#include "config.h"

#include "pam/suites.h"

int
main(void)
{
	Suite *const suites[] = {arguments_suite(), careless_suite(),
	    code_suite(), daemon_suite(), names_suite(), phases_suite(),
	    protocol_suite(), socket_suite(), words_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
