/* SPDX-License-Identifier: ISC */
/* The suites of what queue-put uses of the queue. */
#ifndef TESTS_UNIT_QUEUE_SUITES_H
#define TESTS_UNIT_QUEUE_SUITES_H

#include "suite.h"

Suite *limits_suite(void);
Suite *message_suite(void);
Suite *spool_suite(void);
Suite *submit_suite(void);
Suite *wishes_suite(void);

#endif
