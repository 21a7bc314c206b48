/* SPDX-License-Identifier: ISC */
/* Text that came from outside, made fit for a log line or a terminal. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buf.h"
#include "base/view.h"

/*
 * Appends v with control characters, backslashes and bytes that are not UTF-8
 * as \xHH; the result is one line of valid UTF-8 without what utf8_is_control()
 * names.
 */
bool escape_add(struct buf *b, struct view v);

/*
 * The same into dst, cut to fit with "..." at its end; always terminated.
 * Returns dst.
 */
char *escape_copy(struct view v, char *dst, size_t size);

#endif
