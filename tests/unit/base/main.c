/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of base/. */
#include "config.h"

#include "base/suites.h"

int
main(void)
{
	Suite *const suites[] = {buf_suite(), endpoint_suite(), error_suite(),
	    escape_suite(), num_suite(), secret_suite(), utf8_suite(),
	    view_suite(), xtext_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
