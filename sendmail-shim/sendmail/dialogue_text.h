/* SPDX-License-Identifier: ISC */
/*
 * The text behind DATA: where it ends, and without the dots that were put to
 * the start of lines (RFC 5321 4.5.2).  Only a dot between two line ends of
 * the caller's own kind ends it, so that nothing which a message quotes in
 * another kind is taken for a command.
 */
#ifndef SENDMAIL_DIALOGUE_TEXT_H
#define SENDMAIL_DIALOGUE_TEXT_H

#include <stdbool.h>

#include "base/view.h"

enum dialogue_text_at {
	DIALOGUE_LINE_START,
	DIALOGUE_DOT,    /* one stood at the start of the line */
	DIALOGUE_DOT_CR, /* and a CR behind it */
	DIALOGUE_IN_LINE,
	DIALOGUE_CR,
	DIALOGUE_ENDED
};

/* A text as it goes by; all zero but for bare at its start. */
struct dialogue_text {
	enum dialogue_text_at at;
	bool bare; /* the caller ends its lines with LF alone */
};

/*
 * Moves what belongs to the text from the front of *in to dst, which has size
 * bytes; their number.  Stops at the text's end (at is DIALOGUE_ENDED, the rest
 * of *in are commands), when *in is used up or when fewer than two bytes of
 * room are left.
 */
size_t dialogue_text_take(
    struct dialogue_text *t, struct view *in, char *dst, size_t size);

#endif
