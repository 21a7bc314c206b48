/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of nss_imap/. */
#include "config.h"

#include "nss/suites.h"

int
main(void)
{
	Suite *const suites[] = {entries_suite(), groups_suite(), walk_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
