/* SPDX-License-Identifier: ISC */
/* What a server's -ERR means, by its response code (RFC 2449 8, RFC 3206). */
#ifndef POP_CODES_H
#define POP_CODES_H

#include <stdbool.h>

#include "base/view.h"

enum pop_meaning {
	POP_MEANS_REFUSED, /* these credentials do not log in */
	POP_MEANS_BUSY     /* not now; says nothing about the password */
};

struct pop_code {
	const char *name;
	enum pop_meaning meaning;
	bool show;        /* the person should read the server's text */
	const char *text; /* to an administrator, in words */
};

/*
 * The row of a code, or of what stands before its last "/" (a level that is
 * not known means what the one above it does); for an unknown or empty code
 * the row of a plain refusal, whose name is empty.
 */
const struct pop_code *pop_code_find(struct view code);

#endif
