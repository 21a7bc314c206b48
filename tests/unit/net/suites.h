/* SPDX-License-Identifier: ISC */
/* The suites of net/. */
#ifndef TESTS_NET_SUITES_H
#define TESTS_NET_SUITES_H

#include "suite.h"

Suite *castore_suite(void);
Suite *confine_suite(void);
Suite *connect_suite(void);
Suite *lookup_suite(void);
Suite *pin_suite(void);
Suite *stream_suite(void);
Suite *tls_suite(void);

#endif
