/* SPDX-License-Identifier: ISC */
/* The test cases of libcore/smtp, one a file. */
#ifndef TESTS_UNIT_SMTP_SUITES_H
#define TESTS_UNIT_SMTP_SUITES_H

#include <check.h>

TCase *auth_tests(void);
TCase *dots_tests(void);
TCase *features_tests(void);
TCase *reply_tests(void);
TCase *step_tests(void);
TCase *transaction_tests(void);
TCase *transfer_tests(void);
TCase *window_tests(void);

#endif
