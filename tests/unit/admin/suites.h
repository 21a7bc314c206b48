/* SPDX-License-Identifier: ISC */
/* The suites of admin/. */
#ifndef TESTS_ADMIN_SUITES_H
#define TESTS_ADMIN_SUITES_H

#include "scratch.h"

Suite *check_suite(void);
Suite *command_suite(void);
Suite *explain_suite(void);
Suite *facts_suite(void);
Suite *left_suite(void);
Suite *output_suite(void);
Suite *password_suite(void);
Suite *queue_suite(void);
Suite *setup_suite(void);
Suite *try_suite(void);
Suite *user_suite(void);

#endif
