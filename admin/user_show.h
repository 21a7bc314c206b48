/* SPDX-License-Identifier: ISC */
/* All that is known of one address. */
#ifndef ADMIN_USER_SHOW_H
#define ADMIN_USER_SHOW_H

#include <stdint.h>

#include "admin/left.h"
#include "admin/user.h"

struct user_facts {
	char address[LIMIT_ADDRESS + 1];
	enum accounts_answer answer; /* of the accounts file */
	struct accounts_rule rule;   /* the line that decides */
	bool registered;
	bool has_account; /* registered, or what a first login would make */
	struct account account;
	char problem[ERROR_TEXT]; /* why there is no account; or empty */
	bool has_stored;
	int64_t stored;                /* second of the wall clock */
	char stored_error[ERROR_TEXT]; /* why that is not known; or empty */
	struct left left;
};

/*
 * Finds out about address (a checked name), but for its stored password.
 * ERROR_SETTINGS and the like when the accounts file cannot be used.
 */
enum error_code user_find_facts(const struct user_places *p,
    const char *address, struct user_facts *out, struct error *e);

/* Adds what is known of its stored password. */
void user_find_stored(struct user_facts *f);

/* Prints them for people, now being a second of the wall clock. */
void user_print_facts(
    const struct user_facts *f, const char *accounts_file, int64_t now);

json_t *user_facts_json(const struct user_facts *f, int64_t now);

#endif
