/* SPDX-License-Identifier: ISC */
/* The suites of mail/. */
#ifndef TESTS_MAIL_SUITES_H
#define TESTS_MAIL_SUITES_H

#include "suite.h"

Suite *address_suite(void);
Suite *aliases_suite(void);
Suite *compose_suite(void);
Suite *header_suite(void);
Suite *intake_suite(void);
Suite *international_suite(void);
Suite *mend_suite(void);
Suite *mime_parameter_suite(void);

#endif
