/* SPDX-License-Identifier: ISC */
/* The boundaries of the multiparts that are open (RFC 2046 5.1.1). */
#ifndef MAIL_BOUNDARIES_H
#define MAIL_BOUNDARIES_H

#include <stdbool.h>

#include "mail/mime_entity.h"

/* Multiparts within each other; what is deeper is left as it is. */
#define BOUNDARIES 32

/* The innermost is last; all zero for none. */
struct boundaries {
	unsigned n;
	struct boundary {
		char text[MIME_BOUNDARY];
		size_t length;
		bool digest;
	} open[BOUNDARIES];
};

/* False when there are too many. */
bool boundaries_push(struct boundaries *b, const struct mime_entity *entity);

/*
 * Which one a line (without its end) is, counted from 1, the innermost that
 * fits; 0 when it is none.  *closing_out: nothing of the multipart follows.
 */
unsigned boundaries_match(
    const struct boundaries *b, struct view line, bool *closing_out);

#endif
