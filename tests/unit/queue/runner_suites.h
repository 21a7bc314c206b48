/* SPDX-License-Identifier: ISC */
/* The suites of what the runner needs of queue/. */
#ifndef TESTS_QUEUE_RUNNER_SUITES_H
#define TESTS_QUEUE_RUNNER_SUITES_H

#include "suite.h"

Suite *control_suite(void);
Suite *journal_suite(void);
Suite *listing_suite(void);
Suite *pickup_suite(void);
Suite *schedule_suite(void);

#endif
