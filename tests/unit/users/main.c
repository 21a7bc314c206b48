/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of users/. */
#include "config.h"

#include "users/suites.h"

int
main(void)
{
	Suite *const suites[] = {account_suite(), accounts_suite(),
	    bad_lines_suite(), edit_suite(), edit_file_suite(), files_suite(),
	    hash_suite(), index_suite(), range_suite(), registry_suite(),
	    registry_write_suite(), resolve_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
