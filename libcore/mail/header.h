/* SPDX-License-Identifier: ISC */
/* The header section of a message (RFC 5322 2.2), field by field, on views. */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include <stdbool.h>

#include "base/view.h"

/* One field; all three point into the text. */
struct header_field {
	struct view raw;  /* with its folding and last line end */
	struct view name; /* without white space before the ':' */
	struct view body; /* behind the ':', folding included, no line end */
};

/*
 * Takes the next field off *rest.  Lines end in LF or CRLF.  False at the
 * empty line that ends the section (*rest then begins with it), at the end of
 * the text, or at a line that is no field and continues none: the body begins
 * there, without an empty line.
 */
bool header_next(struct view *rest, struct header_field *out);

/* Whether the field has this name, in any case of letters. */
bool header_is(const struct header_field *f, const char *name);

/* The bytes of the header section at the start of text, its empty line not
 * included. */
size_t header_section(struct view text);

#endif
