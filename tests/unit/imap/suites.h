/* SPDX-License-Identifier: ISC */
/* The suites of imap/. */
#ifndef TESTS_IMAP_SUITES_H
#define TESTS_IMAP_SUITES_H

#include "suite.h"

Suite *client_suite(void);
Suite *codes_suite(void);
Suite *login_command_suite(void);
Suite *grammar_suite(void);
Suite *reply_suite(void);
Suite *steps_suite(void);

#endif
