/* SPDX-License-Identifier: ISC */
/* Text in parameters of SMTP commands (RFC 3461 4., RFC 6533 3.). */
#ifndef BASE_XTEXT_H
#define BASE_XTEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/* Appends text as xtext: bytes that are no printable ASCII, and some others,
 * as +HH.  False when b is full. */
bool xtext_add(struct buf *b, struct view text);

/*
 * Appends what xtext stands for.  False, with b undefined, when it is not
 * xtext, when a byte of it stands for a control character or is above 127, and
 * when b is full.
 */
bool xtext_decode(struct buf *b, struct view xtext);

/* Whether xtext_decode() takes it. */
bool xtext_check(struct view xtext);

/*
 * Appends text (UTF-8) in the form of ASCII that addresses of the type utf-8
 * have: characters above 127 and some others as \x{HEX}.  False when it is not
 * UTF-8, or b is full.
 */
bool xtext_add_unicode(struct buf *b, struct view text);

/* Whether text has that form, and stands for no control character. */
bool xtext_check_unicode(struct view text);

#endif
