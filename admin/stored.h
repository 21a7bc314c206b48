/* SPDX-License-Identifier: ISC */
/* The stored password of an address, which is postern-login's file. */
#ifndef ADMIN_STORED_H
#define ADMIN_STORED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Whether one is stored that this machine could use, and since which second of
 * the wall clock.  As root.  ERROR_NOTFOUND when there is none, ERROR_SYSTEM
 * and the like when that is not known.
 */
enum error_code stored_find(
    const char *address, int64_t *since_out, struct error *e);

/* Drops it, whatever it is; ERROR_NOTFOUND when there was none. */
enum error_code stored_drop(const char *address, struct error *e);

#endif
