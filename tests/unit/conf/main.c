/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of conf/. */
#include "config.h"

#include "conf/suites.h"

int
main(void)
{
	Suite *const suites[] = {load_suite(), mail_domain_suite(),
	    mail_section_suite(), provider_suite(), provider_files_suite(),
	    refused_suite(), scan_suite(), times_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
