/* SPDX-License-Identifier: ISC */
/* The key=value words of the accounts file: a table of what each may be. */
#ifndef USERS_KEYS_H
#define USERS_KEYS_H

#include "base/error.h"
#include "base/view.h"

/* So much of a value stands in a message, that the rest has room. */
#define KEYS_SHOWN 80

/* Kinds of lines, as bits: where a key may stand. */
enum keys_kind {
	KEYS_ADDRESS = 1,
	KEYS_WILDCARD = 2,
	KEYS_LOCAL = 4, /* an address with local= */
	KEYS_DEFAULTS = 8
};

/* The values as they stand in the line; n is 0 for what does not. */
struct keys_values {
	struct view uid, group, home, shell, local, public, range;
};

/*
 * Takes words into *out, which starts empty.  ERROR_SETTINGS with what is
 * wrong in the text: no such key, no value, a key twice.
 */
enum error_code keys_take(
    struct view words, struct keys_values *out, struct error *e);

/* Checks each value, and that its key may stand in such a line. */
enum error_code keys_check(
    const struct keys_values *v, enum keys_kind kind, struct error *e);

/* Adds more to *v; ERROR_SETTINGS when both have a key. */
enum error_code keys_merge(
    struct keys_values *v, const struct keys_values *more, struct error *e);

#endif
