/* SPDX-License-Identifier: ISC */
/*
 * The text of a body made fit for lines of at most LIMIT_TEXT_LINE bytes, as it
 * goes by: encoded (RFC 2045 6.7, 6.8), or where it is encoded already, with
 * its long lines broken where that says nothing.
 */
#ifndef MAIL_BODY_ENCODER_H
#define MAIL_BODY_ENCODER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

enum body_mode {
	BODY_AS_IS,
	BODY_TO_QUOTED, /* becomes quoted-printable */
	BODY_TO_BASE64, /* becomes base64, with CRLF line ends */
	BODY_IN_QUOTED, /* is quoted-printable: soft line breaks are added */
	BODY_IN_BASE64, /* is base64: line ends are added */
	BODY_LOOSE,     /* nobody reads it: lines are cut */
	BODY_MODES
};

/* Part of a line, never with its end. */
struct body_piece {
	struct view text;
	bool starts; /* its line */
	bool ends;   /* its line; one that does not is longer than allowed */
};

/* All zero but for mode at the start of a body. */
struct body_encoder {
	enum body_mode mode;
	size_t column;   /* of the line of the result */
	bool is_long;    /* the line is, in what came */
	char blank;      /* a space or tab that may end the line */
	unsigned escape; /* bytes left of an =XX */
	unsigned char group[3];
	unsigned n_group;
	bool line_end; /* held: it may belong to the boundary behind it */
};

/* Appends to out what the piece becomes; out->failed says whether it did. */
void body_encoder_add(
    struct body_encoder *b, const struct body_piece *piece, struct buf *out);

/* Ends the body, whose last line has its end.  at_boundary: that one belongs
 * to the boundary line that follows. */
void body_encoder_end(
    struct body_encoder *b, bool at_boundary, struct buf *out);

#endif
