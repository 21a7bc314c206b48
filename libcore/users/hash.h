/* SPDX-License-Identifier: ISC */
/* The number of an address: SHA-256, so that all hosts compute the same. */
#ifndef USERS_HASH_H
#define USERS_HASH_H

#include <sys/types.h>

#include "base/view.h"
#include "users/accounts.h"

#define HASH_SHA256_SIZE 32

/* SHA-256 (FIPS 180-4) of v; our own, since modules link libc only. */
void hash_sha256(struct view v, unsigned char out[HASH_SHA256_SIZE]);

/*
 * range->first plus the first eight bytes of the address's SHA-256, as a
 * big-endian number, modulo the range's size.
 */
uid_t hash_uid(struct view name, const struct accounts_range *range);

#endif
