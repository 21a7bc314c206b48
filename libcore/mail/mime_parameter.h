/* SPDX-License-Identifier: ISC */
/* Parameters of a field (RFC 2045 5.1), in pieces and encoded too (RFC 2231).
 */
#ifndef MAIL_MIME_PARAMETER_H
#define MAIL_MIME_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

/* With so many pieces, or more, it is no parameter. */
#define MIME_PARAMETER_PIECES 64

/* Takes a token off the start of a field's body, without the white space and
 * the comments around it; empty when there is none. */
struct view mime_parameter_take_token(struct view *rest);

/*
 * The value of the first parameter of that name behind a field's token,
 * unquoted, decoded, and without white space at its end, in room: a plain one
 * before one of RFC 2231, whose charset and language are left out.  False when
 * there is none, or room is too small.
 */
bool mime_parameter_find(struct view rest, const char *name, char *room,
    size_t size, struct view *value_out);

#endif
