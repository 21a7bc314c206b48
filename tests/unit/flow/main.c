/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of flow/'s login half. */
#include "config.h"

#include "flow/suites.h"

int
main(void)
{
	Suite *const suites[] = {
	    attempt_suite(), login_suite(), verdict_suite(), worker_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
