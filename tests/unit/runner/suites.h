/* SPDX-License-Identifier: ISC */
/* The suites of the runner. */
#ifndef TESTS_RUNNER_SUITES_H
#define TESTS_RUNNER_SUITES_H

#include "suite.h"

Suite *alone_suite(void);
Suite *change_suite(void);
Suite *crash_suite(void);
Suite *delivery_suite(void);
Suite *intake_suite(void);
Suite *known_suite(void);
Suite *names_suite(void);
Suite *publish_suite(void);
Suite *rate_suite(void);
Suite *report_suite(void);
Suite *secrets_suite(void);
Suite *server_suite(void);
Suite *settings_suite(void);
Suite *stuck_suite(void);
Suite *tables_suite(void);
Suite *time_suite(void);
Suite *wishes_suite(void);

#endif
