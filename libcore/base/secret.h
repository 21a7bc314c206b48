/* SPDX-License-Identifier: ISC */
/*
 * A secret: a password or token that wipes itself.  It lives in this type from
 * where it is read to where it is encoded, is never printed and never copied
 * into anything but a wiping buffer.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>

#include "base/limits.h"
#include "base/view.h"

struct secret {
	size_t n;
	char bytes[LIMIT_SECRET];
};

void secret_init(struct secret *s);

/* Overwrites the bytes; to be called before the memory goes away. */
void secret_clear(struct secret *s);

/* Takes a copy of v; false, and an empty secret, when it is too long. */
bool secret_set(struct secret *s, struct view v);

/* The bytes; valid until the secret changes. */
struct view secret_view(const struct secret *s);

/*
 * Whether it can be sent as a password: not empty, at most LIMIT_PASSWORD
 * bytes, and without NUL, CR and LF, which would end a protocol's line.
 */
bool secret_check_password(const struct secret *s);

#endif
