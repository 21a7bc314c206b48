/* SPDX-License-Identifier: ISC */
/* Header sections that only servers with SMTPUTF8 take (RFC 6531, RFC 6532). */
#ifndef MAIL_INTERNATIONAL_H
#define MAIL_INTERNATIONAL_H

#include <stdbool.h>

#include "base/view.h"

/*
 * Whether a field of a header section names an address that is UTF-8 and not
 * ASCII.  Text, names beside addresses and fields whose syntax is wrong do not
 * count: nobody sends to them.
 */
bool international_header(struct view section);

#endif
