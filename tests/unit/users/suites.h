/* SPDX-License-Identifier: ISC */
/* The suites of users/, and the directory that their files lie in. */
#ifndef TESTS_USERS_SUITES_H
#define TESTS_USERS_SUITES_H

#include "scratch.h"
#include "users/accounts.h"
#include "users/registry.h"

Suite *account_suite(void);
Suite *accounts_suite(void);
Suite *bad_lines_suite(void);
Suite *edit_suite(void);
Suite *edit_file_suite(void);
Suite *files_suite(void);
Suite *hash_suite(void);
Suite *index_suite(void);
Suite *range_suite(void);
Suite *registry_suite(void);
Suite *registry_write_suite(void);
Suite *resolve_suite(void);

/* Passwd, group and uid_map for registrations, in the current directory. */
extern const struct registry_places place_places;
void place_system(void);

/* The accounts file with this text, opened without looking at its owner. */
struct accounts *place_accounts(const char *text);

#endif
