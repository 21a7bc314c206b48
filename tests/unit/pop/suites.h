/* SPDX-License-Identifier: ISC */
/* The suites of pop/. */
#ifndef TESTS_POP_SUITES_H
#define TESTS_POP_SUITES_H

#include "suite.h"

Suite *client_suite(void);
Suite *codes_suite(void);
Suite *grammar_suite(void);
Suite *reply_suite(void);
Suite *steps_suite(void);
Suite *user_command_suite(void);

#endif
