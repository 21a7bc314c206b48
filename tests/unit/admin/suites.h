/* SPDX-License-Identifier: ISC */
/* The suites of admin/ and what they share. */
#ifndef TESTS_ADMIN_SUITES_H
#define TESTS_ADMIN_SUITES_H

#include "suite.h"

/* A new directory below /tmp, to be removed with directory_remove(). */
char *directory_make(char path[32]);
void directory_remove(const char *path);
void directory_put(const char *dir, const char *name, const char *text);

Suite *check_suite(void);
Suite *command_suite(void);
Suite *explain_suite(void);
Suite *try_suite(void);
Suite *user_suite(void);

#endif
