/* SPDX-License-Identifier: ISC */
/* UTF-8 (RFC 3629), a character at a time. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

/*
 * Bytes of the well-formed character at the start of v, ASCII included; 0 when
 * v is empty, malformed, or ends within the character.
 */
size_t utf8_length(struct view v);

/* The code point of the well-formed character at the start of v. */
uint32_t utf8_point(struct view v);

/* Whether all of v is well-formed. */
bool utf8_check(struct view v);

/* Whether a number is the code point of a character: no surrogate, at most
 * U+10FFFF. */
bool utf8_check_point(uint32_t point);

/*
 * Whether a character controls how the text around it is shown, and is not
 * shown itself: C0 and C1 controls, line separators, marks of direction
 * (Unicode's Bidi_Control), the byte order mark.
 */
bool utf8_is_control(uint32_t point);

/* Whether all of v is well-formed, and none of it such a character. */
bool utf8_check_shown(struct view v);

#endif
