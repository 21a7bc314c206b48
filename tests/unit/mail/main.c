/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of mail/. */
#include "config.h"

#include "mail/suites.h"

int
main(void)
{
	Suite *const suites[] = {address_suite(), aliases_suite(),
	    compose_suite(), header_suite(), intake_suite(),
	    international_suite(), mend_suite(), mime_parameter_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
