/* SPDX-License-Identifier: ISC */
/* Work on files that are postern-login's, done as that user by root. */
#ifndef ADMIN_OWNER_H
#define ADMIN_OWNER_H

#include <stddef.h>

#include "base/error.h"

/* Works on what arg points to, and fills it in. */
typedef enum error_code owner_fn(void *arg, struct error *e);

/*
 * Runs fn in a child that is postern-login, and brings back the size bytes at
 * arg and the result.  ERROR_SYSTEM when it cannot be run.
 */
enum error_code owner_run(
    owner_fn *fn, void *arg, size_t size, struct error *e);

/*
 * Becomes that user for good, after a check that this is root.  ERROR_REFUSED
 * when it is not.
 */
enum error_code owner_become(struct error *e);

#endif
