/* SPDX-License-Identifier: ISC */
/* The suites of base/. */
#ifndef TESTS_BASE_SUITES_H
#define TESTS_BASE_SUITES_H

#include "suite.h"

Suite *buf_suite(void);
Suite *endpoint_suite(void);
Suite *error_suite(void);
Suite *escape_suite(void);
Suite *num_suite(void);
Suite *secret_suite(void);
Suite *utf8_suite(void);
Suite *view_suite(void);
Suite *xtext_suite(void);

#endif
