/* SPDX-License-Identifier: ISC */
/*
 * The account of an address: what NSS answers and what a login registers, by
 * the same code, so that both have the same number.
 */
#ifndef USERS_RESOLVE_H
#define USERS_RESOLVE_H

#include <stdbool.h>

#include "users/account.h"
#include "users/accounts.h"

struct resolve_places {
	const char *accounts; /* the file */
	const char *registry; /* the directory */
	const char *index;    /* of the accounts file (index.h), or NULL */
	const char *etc_dir;  /* with passwd and group */
	bool check_owner;     /* of the accounts file */
};

/* The installation's own, in a library of its own: tests have others. */
extern const struct resolve_places resolve_places;

/*
 * The account that a rule makes of an address.  ERROR_SETTINGS when a bad
 * "defaults" line leaves that open, or when the rule makes none.
 */
enum error_code resolve_compute(const struct accounts_defaults *d,
    const struct accounts_rule *rule, struct view name, struct account *out,
    struct error *e);

/*
 * The registered account of a name.  ERROR_NOTFOUND when there is none, the
 * errors of accounts_read_defaults() and registry_find_name() otherwise.
 */
enum error_code resolve_registered(const struct resolve_places *places,
    struct view name, struct account *out, struct error *e);
enum error_code resolve_uid(const struct resolve_places *places, uid_t uid,
    struct account *out, struct error *e);

/*
 * The computed account of a name that is not registered.  ERROR_NOTFOUND when
 * no line makes an account of it, ERROR_EXISTS when its number is taken.
 */
enum error_code resolve_allowed(const struct resolve_places *places,
    struct view name, struct account *out, struct error *e);

/* The groups that accounts are in besides: their own and that of group=. */
#define RESOLVE_GROUPS 2

/*
 * The groups of a name, registered or, with compute, computed: its own unless
 * it is primary, and that of its line's group=, if that is a local group with a
 * number of LIMIT_FIRST_ORDINARY_ID or above.  One look at the accounts file.
 */
enum error_code resolve_groups(const struct resolve_places *places,
    struct view name, bool compute, gid_t primary,
    gid_t gids_out[RESOLVE_GROUPS], unsigned *n_out, struct error *e);

#endif
