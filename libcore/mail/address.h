/* SPDX-License-Identifier: ISC */
/* Address lists of header fields and of operands (RFC 5322 3.4). */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/view.h"

/*
 * Called for each mailbox of a list: its address ("local@domain", or a bare
 * local name), unfolded and without comments, and the display name or the
 * last comment as text; both valid during the call.  False stops.
 */
typedef bool address_fn(void *arg, struct view address, struct view name);

/*
 * Walks a list: mailboxes, groups, comments, quoted local parts, routes,
 * empty elements.  "<>" is an empty element.  False when the syntax is wrong
 * (what stood before was handed to fn), memory is short, or fn stopped.
 */
bool address_each(struct view list, address_fn *fn, void *arg);

/* Room for a domain's other name. */
#define ADDRESS_DOMAIN (LIMIT_HOST + 2)

/* What stands for a domain that is not ASCII: another name in room, or itself.
 */
typedef struct view address_domain_fn(
    struct view domain, char room[ADDRESS_DOMAIN]);

/*
 * Appends list with "@domain" behind every bare name, unless domain is empty,
 * with what fn says for domains that are not ASCII and whose local part is,
 * unless fn is NULL, and all else as it was.  A domain with comments or spaces
 * in it stays.  False, with b as it was, when the list's syntax is wrong or b
 * is full.
 */
bool address_complete(
    struct buf *b, struct view list, struct view domain, address_domain_fn *fn);

/*
 * Splits at the last '@' that is not inside quotes: false when there is none
 * (then *local_out is the whole).
 */
bool address_split(
    struct view address, struct view *local_out, struct view *domain_out);

/*
 * Appends a display name as a phrase: quoted where it must be (RFC 5322
 * 3.2.5), or as encoded words (RFC 2047) when it is not ASCII.  Words that are
 * encoded already stay.  Control characters become spaces.
 */
bool address_add_phrase(struct buf *b, struct view name);

#endif
