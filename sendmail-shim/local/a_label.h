/* SPDX-License-Identifier: ISC */
/* Addresses in international domains as envelopes and headers name them. */
#ifndef LOCAL_A_LABEL_H
#define LOCAL_A_LABEL_H

#include "base/limits.h"
#include "base/view.h"
#include "mail/address.h"

/* An address that was converted. */
#define A_LABEL_ADDRESS (LIMIT_ADDRESS + LIMIT_HOST + 2)

/*
 * The address with its domain in A-labels (RFC 5890 2.3.2.1), in room; itself
 * when it is ASCII, when its local part is not, since then it takes SMTPUTF8
 * (RFC 6531) anyway, and when its domain is none.
 */
struct view a_label_address(struct view address, char room[A_LABEL_ADDRESS]);

/* The same for a domain; an address_domain_fn. */
struct view a_label_domain(struct view domain, char room[ADDRESS_DOMAIN]);

#endif
