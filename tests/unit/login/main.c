/* SPDX-License-Identifier: ISC */
/* Runs the unit tests of postern-login. */
#include "config.h"

#include "login/suites.h"

int
main(void)
{
	Suite *const suites[] = {judge_suite(), request_suite(), talk_suite(),
	    ahead_suite(), behind_suite(), peer_suite(), serve_suite(),
	    slots_suite(), worker_suite(), stored_suite(), throttle_suite(),
	    refused_suite(), guard_suite(), protect_suite(),
	    offline_text_suite(), offline_suite(), offline_file_suite(),
	    turn_suite(), hush_suite()};

	return suite_run(suites, (int)COUNT(suites));
}
