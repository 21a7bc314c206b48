/* SPDX-License-Identifier: ISC */
/* How a part's text is to be encoded, and the header section that says so. */
#ifndef MAIL_MEND_SECTION_H
#define MAIL_MEND_SECTION_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/body_encoder.h"
#include "mail/mime_entity.h"

/* What is known of a text; all zero at its start. */
struct mend_look {
	size_t n;         /* bytes */
	size_t escapes;   /* of them, such as quoted-printable escapes */
	size_t longest;   /* line */
	struct view text; /* what was seen; for mend_section_put() */
	bool whole;       /* that is all of it */
};

/* Adds a piece; *column belongs to the caller and is 0 at the start. */
void mend_look_add(
    struct mend_look *l, const struct body_piece *piece, size_t *column);

/* As it is, when it was seen whole and its lines fit; else the encoding that
 * makes less of it. */
enum body_mode mend_look_choose(const struct mend_look *l, bool whole);

/* A section and what its body becomes. */
struct mend_section {
	const struct mime_entity *entity;
	struct view fields; /* LF line ends, without the empty line */
	bool is_message;    /* of a message, not of a part */
	bool is_first;      /* of the message that is sent */
	enum body_mode mode;
	const struct mend_look *look; /* for an encoding */
};

/*
 * Appends the section, without its empty line: long lines folded, words in
 * other scripts encoded where is_first, unless it is signed; the encoding's
 * field, and where they are missing those that it needs.  out->failed says
 * whether it did.
 */
void mend_section_put(const struct mend_section *s, struct buf *out);

#endif
