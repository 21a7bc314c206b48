/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of sendmail-shim/. */
#include "config.h"

#include "sendmail/suites.h"

int
main(void)
{
	Suite *const suites[] = {dialogue_suite(), options_suite(), put_suite(),
	    send_suite(), send_large_suite(), serve_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
