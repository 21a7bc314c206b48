/* SPDX-License-Identifier: ISC */
/* Text as encoded words (RFC 2047). */
#ifndef MAIL_ENCODED_WORD_H
#define MAIL_ENCODED_WORD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/*
 * Appends text as encoded words with a space between them, none longer than it
 * may be, none with half a character; fit for text, phrases and comments.  The
 * charset is UTF-8, or unknown-8bit (RFC 1428) for what is not.
 */
bool encoded_word_add(struct buf *b, struct view text);

/* Whether a word, without white space, is one. */
bool encoded_word_check(struct view word);

#endif
