/* SPDX-License-Identifier: ISC */
/*
 * The header section as it goes out: what is missing is added, what must not
 * leave is dropped, bare names of recipients get a domain.  All else stays byte
 * by byte.
 */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"
#include "mail/address.h"

/* What fields are made of. */
struct compose {
	struct view domain;     /* completes bare names of recipients */
	struct view from;       /* address for From, may be bare */
	struct view full_name;  /* beside it, as text; may be empty */
	struct view date;       /* RFC 5322 3.3 */
	struct view message_id; /* with its brackets */
	struct view charset;    /* of a text with bytes above 127; else empty */
	address_domain_fn *to_ascii; /* for domains in other scripts, or NULL */
};

/*
 * The length of "From " and ">From " lines, which are a mailbox's and not the
 * message's, at the start of text; only whole lines count.
 */
size_t compose_skip_envelope_line(struct view text);

/*
 * Appends to out what section (LF line ends) becomes, without the empty line
 * that ends it.  False when out has failed.
 *
 * Added when missing: Date, From, Message-ID; their Resent- forms, before the
 * first Resent- field, when there is one; MIME-Version when there is a
 * Content-Type; all of MIME for a text in a charset.  Dropped: Bcc,
 * Resent-Bcc, Return-Path, Content-Length, and address fields without content.
 * Domains of addresses become what to_ascii says, unless the message has a
 * signature (DKIM): then every field that it has may be signed.
 */
bool compose_header(
    const struct compose *c, struct view section, struct buf *out);

#endif
