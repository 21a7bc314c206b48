/* SPDX-License-Identifier: ISC */
/* The test cases of the outcome table. */
#ifndef WIRE_OUTCOME_ROWS_H
#define WIRE_OUTCOME_ROWS_H

#include <check.h>

TCase *outcome_rows_tests(void);
TCase *outcome_courses_tests(void);

#endif
