/* SPDX-License-Identifier: ISC */
/*
 * The registry of accounts that have logged in or were added: symbolic links,
 * so that one readlink() answers.  by-uid/N -> address is made first and its
 * EEXIST is the collision check; by-name/ADDRESS -> uid:home:shell.  A by-uid
 * link without its by-name link is a tombstone: numbers are never reused and
 * records never rewritten.  The reading half is libc only and takes no lock.
 */
#ifndef USERS_REGISTRY_H
#define USERS_REGISTRY_H

#include "base/error.h"
#include "users/account.h"
#include "users/accounts.h"

/*
 * Reads a record.  ERROR_NONE, ERROR_NOTFOUND when there is none, ERROR_SYSTEM
 * when the registry cannot be read (nothing may be computed then),
 * ERROR_PROTOCOL when the record is malformed or outside range: its writer is
 * not trusted.  Both links must name each other.
 */
enum error_code registry_find_name(const char *dir, struct view name,
    const struct accounts_range *range, struct account *out, struct error *e);
enum error_code registry_find_uid(const char *dir, uid_t uid,
    const struct accounts_range *range, struct account *out, struct error *e);

/* Whether a number is taken, by a record or a tombstone. */
enum error_code registry_check_uid(const char *dir, uid_t uid, struct error *e);

/*
 * Adds a record and syncs it to disk before it returns.  ERROR_EXISTS when the
 * number is another's (the text names whose and the cure); a record of the
 * same name and number is ERROR_NONE and stays as it is.
 */
enum error_code registry_add(
    const char *dir, const struct account *account, struct error *e);

/* Removes the by-name link; the number stays taken.  ERROR_NOTFOUND. */
enum error_code registry_remove(
    const char *dir, struct view name, struct error *e);

/* Calls fn for each record, in no order; false from fn stops. */
typedef bool registry_each_fn(void *arg, const struct account *account);
enum error_code registry_each(const char *dir,
    const struct accounts_range *range, registry_each_fn *fn, void *arg,
    struct error *e);

#endif
