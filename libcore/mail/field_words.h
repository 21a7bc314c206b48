/* SPDX-License-Identifier: ISC */
/* Words of header fields that only encoded words can carry. */
#ifndef MAIL_FIELD_WORDS_H
#define MAIL_FIELD_WORDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/header.h"

/*
 * Appends a field (raw).  Where text stands, words that no line could hold
 * become encoded words; with eight_bit also those that are not ASCII, in text,
 * in phrases and in comments of address lists.  Where RFC 2047 5. allows none
 * the field stays as it is; so does an address list whose syntax is wrong.
 * False when out has failed or memory is short.
 */
bool field_words_encode(
    const struct header_field *f, bool eight_bit, struct buf *out);

/* Whether the field is known to hold a list of addresses. */
bool field_words_has_addresses(const struct header_field *f);

/* The body of an address list; false, with out as it was, when its syntax is
 * wrong. */
bool field_addresses_encode(struct view body, struct buf *out);

#endif
