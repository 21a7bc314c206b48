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

#include <stdbool.h>

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

/*
 * Whether the record of a name has this number, by one link alone: it is for
 * who does not use the number, since the other link may be another's.
 */
bool registry_claims(const char *dir, struct view name, uid_t uid);

/*
 * Whether a number is free: ERROR_NONE, or ERROR_EXISTS when a record or a
 * tombstone has it, ERROR_SYSTEM when the registry cannot be read.
 */
enum error_code registry_check_free(
    const char *dir, uid_t uid, struct error *e);

/*
 * A walk over the records, in no order; malformed ones are passed over.  One
 * directory stays open.  next is ERROR_NOTFOUND at the end.
 */
struct registry_walk;

enum error_code registry_walk_open(const char *dir,
    const struct accounts_range *range, struct registry_walk **out,
    struct error *e);
enum error_code registry_walk_next(
    struct registry_walk *w, struct account *out, struct error *e);
void registry_walk_close(struct registry_walk **w);

/* From here on: the writing half, which the modules do not link. */

/* What registration asks besides the registry; the real places are in
 * registry_places. */
struct registry_places {
	const char *etc_dir; /* with passwd and group */
	const char *uid_map; /* of this user namespace */
	int lock_ms;         /* 0: LIMIT_WRITER_LOCK_MS */
};

extern const struct registry_places registry_places;

/*
 * Adds a record and syncs it to disk before it returns.  ERROR_EXISTS when the
 * number is another's, or the name has another record, or passwd or group has
 * one of both (the text says whose and the cure); ERROR_SETTINGS when the
 * number does not exist in this user namespace; ERROR_LATER when another writer
 * keeps the lock for LIMIT_WRITER_LOCK_MS.  A record of the same name and
 * number is ERROR_NONE and stays as it is.
 */
enum error_code registry_add(const char *dir,
    const struct registry_places *places, const struct account *account,
    struct error *e);

/*
 * A number for name that nobody has: what hash_uid() says or the next free one
 * of the range, passing over the registry's, those of passwd and group, and
 * the uid= of lines in accounts (NULL: none).  ERROR_LIMIT when there is none.
 */
enum error_code registry_pick_uid(const char *dir,
    const struct registry_places *places, const struct accounts_range *range,
    const struct accounts *accounts, struct view name, uid_t *uid_out,
    struct error *e);

/* Removes the by-name link; the number stays taken.  ERROR_NOTFOUND and
 * ERROR_LATER. */
enum error_code registry_remove(
    const char *dir, struct view name, struct error *e);

/* Calls fn for each record, in no order; false from fn stops. */
typedef bool registry_each_fn(void *arg, const struct account *account);
enum error_code registry_each(const char *dir,
    const struct accounts_range *range, registry_each_fn *fn, void *arg,
    struct error *e);

#endif
