/* SPDX-License-Identifier: ISC */
/* The suites of sendmail-shim/. */
#ifndef TESTS_SENDMAIL_SUITES_H
#define TESTS_SENDMAIL_SUITES_H

#include "suite.h"

Suite *dialogue_suite(void);
Suite *options_suite(void);
Suite *put_suite(void);
Suite *send_suite(void);
Suite *send_large_suite(void);
Suite *serve_suite(void);

#endif
