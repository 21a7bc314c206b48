/* SPDX-License-Identifier: ISC */
/*
 * A message as programs hand it in, made plain: every line end an LF, no NUL,
 * and, unless told otherwise, an end at a line of a lone dot.
 */
#ifndef MAIL_INTAKE_H
#define MAIL_INTAKE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/* A text as it goes by; all zero at its start but for ignore_dot. */
struct intake {
	bool ignore_dot; /* a lone dot is text */
	bool ended;      /* it came: what follows is not of the message */
	bool in_line;    /* the line has begun */
	bool after_dot;  /* a dot began it and is not yet in the result */
	bool after_cr;   /* an LF now belongs to the CR before it */
};

/* Appends in to out. False when out has failed. */
bool intake_add(struct intake *i, struct view in, struct buf *out);

/* Says that there is no more: the last line gets its end. */
bool intake_end(struct intake *i, struct buf *out);

#endif
