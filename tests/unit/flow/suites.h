/* SPDX-License-Identifier: ISC */
/* The suites of the login's half of flow/. */
#ifndef TESTS_FLOW_SUITES_H
#define TESTS_FLOW_SUITES_H

#include "suite.h"

Suite *attempt_suite(void);
Suite *login_suite(void);
Suite *verdict_suite(void);
Suite *worker_suite(void);

#endif
