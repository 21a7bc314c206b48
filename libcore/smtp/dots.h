/* SPDX-License-Identifier: ISC */
/*
 * The text behind DATA (RFC 5321 4.5.2): dots doubled at the start of lines,
 * and every line end a CRLF, so that no lone CR or LF can be taken for one by
 * another server down the road.
 */
#ifndef SMTP_DOTS_H
#define SMTP_DOTS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/* Where the last piece ended; starts as {.line_start = true}. */
struct smtp_dots {
	bool line_start;
	bool cr; /* a CR whose LF may follow in the next piece */
};

/* Appends a piece of the text; false when out failed. */
bool smtp_dots_add(struct smtp_dots *d, struct view text, struct buf *out);

/* Ends the last line, and the text with its dot. */
bool smtp_dots_end(struct smtp_dots *d, struct buf *out);

#endif
