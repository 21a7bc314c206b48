/* SPDX-License-Identifier: ISC */
/* UTF-8 (RFC 3629), a character at a time. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>

#include "base/view.h"

/*
 * Bytes of the well-formed character at the start of v, ASCII included; 0 when
 * v is empty, malformed, or ends within the character.
 */
size_t utf8_length(struct view v);

/* Whether all of v is well-formed. */
bool utf8_check(struct view v);

#endif
