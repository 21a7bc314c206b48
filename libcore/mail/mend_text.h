/* SPDX-License-Identifier: ISC */
/* The text that is mended, seen as pieces of lines and as boundaries. */
#ifndef MAIL_MEND_TEXT_H
#define MAIL_MEND_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/body_encoder.h"
#include "mail/boundaries.h"

/* What of a message is there, and not done with. */
struct mend_text {
	struct buf in; /* LF line ends */
	bool ended;    /* there is no more */
	struct boundaries open;
};

/* Where in it a look is, and whether within a line. */
struct mend_cursor {
	size_t at;
	bool in_line;
};

enum mend_found {
	MEND_NOTHING, /* until there is more */
	MEND_PIECE,
	MEND_BOUNDARY
};

/* What a look found; start is its offset. */
struct mend_sight {
	struct body_piece piece;
	size_t start;
	unsigned level; /* of a boundary, from 1 */
	bool closing;
};

/*
 * The next line, part of a line that is too long to be waited for, or boundary
 * line behind the cursor, which goes behind it.  The piece is a view of the
 * text.
 */
enum mend_found mend_text_look(const struct mend_text *t,
    struct mend_cursor *cursor, struct mend_sight *sight_out);

#endif
