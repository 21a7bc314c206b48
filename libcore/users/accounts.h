/* SPDX-License-Identifier: ISC */
/*
 * The accounts file: who may log in.  "defaults" lines stand before all others.
 * Lines are examined one by one; a bad one is reported and skipped, the others
 * hold.  "!" lines count before all, then the first that matches.  libc only:
 * the modules read it too.
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

/*
 * What "defaults" lines say, with the built-in values where they are silent.
 * After a bad one no account can be computed, since its number might be
 * another than was meant; a bad range holds no number at all.
 */
struct accounts_defaults {
	unsigned bad_line; /* 0: none */
	struct accounts_range range;
	char home[LIMIT_PATH]; /* with %d, %u and %% */
	char shell[LIMIT_PATH];
};

/* The line that decides about a name. */
struct accounts_rule {
	unsigned line;
	const char *at; /* where that line is, while the file is open */
	bool wildcard;  /* *@domain */
	bool has_uid;
	uid_t uid;
	char group[LIMIT_LABEL + 1]; /* empty: none */
	char home[LIMIT_PATH];       /* expanded for the name */
	char shell[LIMIT_PATH];
	char local[LIMIT_LABEL + 1]; /* local=: an existing account; or empty */
};

enum accounts_answer {
	ACCOUNTS_NO_LINE, /* nothing matches */
	ACCOUNTS_DENIED,  /* a "!" line: rule_out has line and wildcard alone */
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

/*
 * The same for questions about one name (a checked one) alone: of a long file
 * only its front and the lines about the name are read, when index_path (see
 * users/index.h) has a hint where they are.  For accounts_look() and the
 * defaults; it knows nothing of others and no line numbers.
 */
enum error_code accounts_open_about(const char *path, bool check_owner,
    const char *index_path, struct view name, struct accounts **out,
    struct error *e);

void accounts_get_defaults(
    const struct accounts *a, struct accounts_defaults *out);

/*
 * The defaults alone, from the front of the file, without reading the rest.
 * The same errors; *out holds the built-in values after ERROR_NOTFOUND.
 */
enum error_code accounts_read_defaults(const char *path, bool check_owner,
    struct accounts_defaults *out, struct error *e);

/* What the file says of an address (a checked name). */
enum accounts_answer accounts_find(
    const struct accounts *a, struct view name, struct accounts_rule *rule_out);

/* The same without counting lines, which takes as long: rule_out->line is 0. */
enum accounts_answer accounts_look(
    const struct accounts *a, struct view name, struct accounts_rule *rule_out);

/*
 * The address that opens this local account: of the first line that counts for
 * its address and whose local= names the account.  False when there is none;
 * dst takes LIMIT_ADDRESS + 1 bytes.
 */
bool accounts_find_local(
    const struct accounts *a, struct view local, char *dst, size_t size);

/* Whether a good line has uid= with this number. */
bool accounts_names_uid(const struct accounts *a, uid_t uid);

/* Reports every line that is skipped as bad, in order; the number of them. */
unsigned accounts_check(
    const struct accounts *a, accounts_bad_line_fn *fn, void *arg);

/*
 * Reports what single lines do not show: an address or a uid= that an earlier
 * line has, group= and local= against etc_dir/passwd and etc_dir/group.  The
 * number of such lines; every one is reported when those cannot be read.
 */
unsigned accounts_check_together(const struct accounts *a, const char *etc_dir,
    accounts_bad_line_fn *fn, void *arg);

#endif
