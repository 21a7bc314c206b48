/* SPDX-License-Identifier: ISC */
/* What a server's refusal means, by its response code (RFC 5530, RFC 9051). */
#ifndef IMAP_CODES_H
#define IMAP_CODES_H

#include <stdbool.h>

#include "base/view.h"

enum imap_meaning {
	IMAP_MEANS_REFUSED, /* these credentials do not log in */
	IMAP_MEANS_BUSY,    /* not now; says nothing about the password */
	IMAP_MEANS_UNABLE   /* never this way; says nothing about it either */
};

struct imap_code {
	const char *name;
	enum imap_meaning meaning;
	bool show;        /* the person should read the server's text */
	const char *text; /* to an administrator, in words */
};

/*
 * The row of a code; for an unknown or empty one the row of a plain refusal.
 */
const struct imap_code *imap_code_find(struct view code);

#endif
