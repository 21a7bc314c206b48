/* SPDX-License-Identifier: ISC */
/* "postern user": its commands and what they share. */
#ifndef ADMIN_USER_H
#define ADMIN_USER_H

#include <stdbool.h>

#include "admin/command.h"
#include "base/error.h"
#include "users/account.h"
#include "users/accounts.h"
#include "users/registry.h"
#include "users/resolve.h"

/* Where the commands look; the installation's own but in tests. */
struct user_places {
	const struct resolve_places *names; /* accounts file, registry */
	const struct registry_places *places;
	const char *root; /* what stands before /proc, /var/spool and homes */
};

extern const struct user_places user_places;

/*
 * Writes the operand in lower case to dst (LIMIT_ADDRESS + 1 bytes).
 * ERROR_INPUT when it is no account name.
 */
enum error_code user_name(const char *operand, char *dst, struct error *e);

/*
 * Registers the address with the number of its line, else that of its hash,
 * else the next free one.  *added_out is false when it was registered before;
 * *out is its account.  ERROR_NOTFOUND when no line allows it.
 */
enum error_code user_add(const struct user_places *p, const struct accounts *a,
    const char *name, struct account *out, bool *added_out, struct error *e);

/* Prints "postern: operand: reason" on standard error. */
void user_complain(const char *operand, const struct error *e);

/* Whether this is root; else a line on standard error. */
bool user_is_root(void);

/*
 * Becomes the owner of the registry after a check that this is root.  False
 * with a line on standard error.
 */
bool user_become_writer(void);

int user_add_command(const struct command_line *line);
int user_list_command(const struct command_line *line);
int user_lock_command(const struct command_line *line);
int user_remove_command(const struct command_line *line);
int user_show_command(const struct command_line *line);
int user_unlock_command(const struct command_line *line);

#endif
