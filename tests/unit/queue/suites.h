/* SPDX-License-Identifier: ISC */
/* The suites of what queue-put uses of the queue. */
#ifndef TESTS_UNIT_QUEUE_SUITES_H
#define TESTS_UNIT_QUEUE_SUITES_H

#include <check.h>

Suite *suite_message(void);
Suite *suite_spool(void);
Suite *suite_submit(void);

#endif
