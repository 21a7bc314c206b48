/* SPDX-License-Identifier: ISC */
/* The inside of struct accounts, for the files that answer from it. */
#ifndef USERS_ACCOUNTS_FILE_H
#define USERS_ACCOUNTS_FILE_H

#include "base/buf.h"
#include "users/accounts.h"
#include "users/index.h"

/* The bytes from which on an index is worth its own reading. */
#define ACCOUNTS_LONG 65536

struct accounts {
	struct buf text; /* the whole file, or what is about one name */
	struct accounts_defaults defaults;
	struct index_identity identity; /* of the file that was read whole */
};

/* An empty one; ERROR_MEMORY. */
enum error_code accounts_new(
    const char *path, struct accounts **out, struct error *e);

/* Fills it from the whole of an open file, which is this, from its start. */
enum error_code accounts_load(struct accounts *a, int fd, const struct stat *st,
    const char *path, struct error *e);

#endif
