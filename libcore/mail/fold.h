/* SPDX-License-Identifier: ISC */
/* Header fields made fit for lines of at most LIMIT_TEXT_LINE bytes. */
#ifndef MAIL_FOLD_H
#define MAIL_FOLD_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/header.h"

/*
 * Appends a field (LF line ends) as it stands (raw), with its lines that are
 * too long folded (RFC 5322 2.2.3): where there is white space, else behind a
 * comma or semicolon, else, since such a line would not be carried at all,
 * within a word.  Where text may stand such words become encoded words (RFC
 * 2047) instead, and with encode_words so do words that are not ASCII: in
 * text, phrases and comments, never in an address.
 */
void fold_field(
    const struct header_field *f, bool encode_words, struct buf *out);

#endif
