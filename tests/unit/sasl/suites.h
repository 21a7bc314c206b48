/* SPDX-License-Identifier: ISC */
/* The suites of sasl/. */
#ifndef TESTS_SASL_SUITES_H
#define TESTS_SASL_SUITES_H

#include "suite.h"

Suite *authenticate_suite(void);
Suite *base64_suite(void);
Suite *exchange_suite(void);
Suite *mechanism_suite(void);
Suite *offered_suite(void);
Suite *sasl_suite(void);
Suite *scram_suite(void);
Suite *token_suite(void);

#endif
