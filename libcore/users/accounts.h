/* SPDX-License-Identifier: ISC */
/*
 * The accounts file: who may log in.  Lines are examined one by one; a bad one
 * is reported and skipped, the others hold.  "!" lines come before all, then
 * the first that matches counts.  libc only: the modules read it too.
 */
#ifndef USERS_ACCOUNTS_H
#define USERS_ACCOUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/view.h"
#include "users/account.h"

/* The numbers that computed uids come from: first to last, both included. */
struct accounts_range {
	uid_t first;
	uid_t last;
};

/* What "defaults" lines say, with the built-in values where they are silent. */
struct accounts_defaults {
	struct accounts_range range;
	char home[LIMIT_PATH]; /* with %d, %u and %% */
	char shell[LIMIT_PATH];
};

/* The line that decides about a name. */
struct accounts_rule {
	unsigned line;
	bool wildcard; /* *@domain */
	bool has_uid;
	uid_t uid;
	char group[LIMIT_LABEL + 1]; /* empty: none */
	char home[LIMIT_PATH];       /* expanded for the name */
	char shell[LIMIT_PATH];
	char local[LIMIT_LABEL + 1]; /* local=: an existing account; or empty */
};

enum accounts_answer {
	ACCOUNTS_NO_LINE, /* nothing matches */
	ACCOUNTS_DENIED,  /* a "!" line */
	ACCOUNTS_ALLOWED, /* *rule_out makes an account of the address */
	ACCOUNTS_LOCAL    /* the address opens the account rule_out->local */
};

/* Called for each bad line with its number and what is wrong with it. */
typedef void accounts_bad_line_fn(void *arg, unsigned line, const char *why);

struct accounts;

/*
 * Opens and reads the file at path; it must be root's and not writable by
 * others when check_owner.  ERROR_NOTFOUND, ERROR_SETTINGS, ERROR_SYSTEM.
 */
enum error_code accounts_open(
    const char *path, bool check_owner, struct accounts **out, struct error *e);
void accounts_close(struct accounts **a);

void accounts_get_defaults(
    const struct accounts *a, struct accounts_defaults *out);

/* What the file says of an address (a checked name). */
enum accounts_answer accounts_find(
    const struct accounts *a, struct view name, struct accounts_rule *rule_out);

/*
 * The addresses whose local= names this local account: calls fn for the first
 * that is not denied and returns true, with its address in dst
 * (LIMIT_ADDRESS + 1 bytes).
 */
bool accounts_find_local(
    const struct accounts *a, struct view local, char *dst, size_t size);

/* Reports every bad line; the number of them. */
unsigned accounts_check(
    const struct accounts *a, accounts_bad_line_fn *fn, void *arg);

#endif
