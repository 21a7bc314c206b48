/* SPDX-License-Identifier: ISC */
/*
 * Where in a long accounts file the lines about a name are, so that a lookup
 * reads those and not all.  The file of the index is postern-login's, and the
 * accounts file root's: so an index is a hint.  What it points to is read from
 * the accounts file and must be a whole line of it; what it hides is missed by
 * name lookups, never by postern-login, which decides over logins and reads
 * the whole file.
 */
#ifndef USERS_INDEX_H
#define USERS_INDEX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/view.h"
#include "users/accounts.h"

/* Lines about one name or domain; more of them, and no index is used. */
#define INDEX_LINES 32

/* Which state of which file: another one has an index of its own. */
struct index_identity {
	uint64_t inode, size;
	int64_t modified[2], changed[2]; /* seconds and nanoseconds */
};

void index_identify(const struct stat *st, struct index_identity *out);

/*
 * The file: this, then slots of eight bytes, in the machine's own byte order.
 * A slot holds the upper half of a key's hash and the offset of a line, plus
 * one; an offset of 0 is an empty slot.  A key's search begins at the slot of
 * its hash's lower half and ends at an empty one.
 */
struct index_header {
	char magic[8];
	struct index_identity identity;
	uint32_t slots;     /* a power of two */
	uint32_t wildcards; /* lines about whole domains: none, no search */
};

struct index_slot {
	uint32_t tag;
	uint32_t next; /* offset + 1; 0: empty */
};

#define INDEX_MAGIC "PSTNIDX1"

/* The hash of an address, or of a wildcard line's domain, in any case. */
uint64_t index_hash(struct view key);

/*
 * Opens the index of this state of the file; -1 when there is none that can be
 * used.  The descriptor is the caller's.
 */
int index_open(const char *path, const struct index_identity *identity,
    struct index_header *out);

/*
 * Adds the offsets of lines that may be about key to the *n_io ones in offsets.
 * False when the index cannot tell.
 */
bool index_find(int fd, const struct index_header *header, struct view key,
    uint32_t offsets[INDEX_LINES], unsigned *n_io);

/* The writing half, which the modules do not link. */

/*
 * Makes the index of an open accounts file at path, unless it is there already,
 * or the file is short, or has bad defaults, or was changed in the seconds
 * before now (of the wall clock), so that its times do not tell it from the
 * next change.  ERROR_SYSTEM and the like: lookups go on without.
 */
enum error_code index_refresh(
    const struct accounts *a, const char *path, int64_t now, struct error *e);

#endif
