/* SPDX-License-Identifier: ISC */
/*
 * Line ends made CRLF, whatever they were: CR LF, a bare CR and a bare LF each
 * end a line.  No two readers of the result can then disagree where a line
 * ends, which is what smuggled commands live on.
 */
#ifndef MAIL_LINES_H
#define MAIL_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/view.h"

/* A text as it goes by; all zero at its start. */
struct lines {
	uint64_t size;    /* bytes of the result so far */
	uint64_t longest; /* of its lines, without CRLF */
	bool eight_bit;   /* a byte above 127 came by */
	uint64_t column;  /* bytes of the line that is not ended yet */
	bool after_cr;    /* an LF now belongs to the CR before it */
};

/* Appends in to out, which needs room for twice its bytes. False when out has
 * failed. */
bool lines_add(struct lines *l, struct view in, struct buf *out);

/* Ends the last line if it is not. */
bool lines_end(struct lines *l, struct buf *out);

#endif
