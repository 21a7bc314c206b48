/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of sasl/. */
#include "config.h"

#include "sasl/suites.h"

int
main(void)
{
	Suite *const suites[] = {authenticate_suite(), base64_suite(),
	    exchange_suite(), mechanism_suite(), offered_suite(), sasl_suite(),
	    scram_suite(), token_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
