/* SPDX-License-Identifier: ISC */
/* The suites of sendmail-shim/. */
#ifndef TESTS_SENDMAIL_SUITES_H
#define TESTS_SENDMAIL_SUITES_H

#include "suite.h"

Suite *put_suite(void);

#endif
