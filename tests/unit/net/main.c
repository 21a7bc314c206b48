/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of net/. */
#include "config.h"

#include "net/suites.h"

int
main(void)
{
	Suite *const suites[] = {castore_suite(), confine_suite(),
	    connect_suite(), lookup_suite(), pin_suite(), stream_suite(),
	    tls_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
