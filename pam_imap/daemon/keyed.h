/* SPDX-License-Identifier: ISC */
/*
 * Digests by a random key that only this process has: nobody outside can find
 * two inputs of one digest, nor guess from a digest what it is of.
 */
#ifndef PAM_IMAP_DAEMON_KEYED_H
#define PAM_IMAP_DAEMON_KEYED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/view.h"

/* HMAC-SHA-256 (RFC 2104). */
#define KEYED_SIZE 32

struct keyed;

/* ERROR_MEMORY; ERROR_SYSTEM when the system gives no random bytes. */
enum error_code keyed_new(struct keyed **out, struct error *e);
void keyed_free(struct keyed **k);

/*
 * The digest of n parts, each with its length: parts that are cut elsewhere
 * are others.  False, with nothing of use in out, when memory is short.
 */
bool keyed_digest(const struct keyed *k, const struct view *parts, size_t n,
    unsigned char out[KEYED_SIZE]);

/* Whether two digests are one, in a time that does not tell where they differ.
 */
bool keyed_equal(
    const unsigned char a[KEYED_SIZE], const unsigned char b[KEYED_SIZE]);

#endif
