/* SPDX-License-Identifier: ISC */
/* The recipients that a header section names. */
#ifndef MAIL_RECIPIENTS_H
#define MAIL_RECIPIENTS_H

#include "base/error.h"
#include "mail/address.h"

/*
 * Hands each address of To, Cc and Bcc to fn; of Resent-To, Resent-Cc and
 * Resent-Bcc instead when there is one of these (RFC 5322 3.6.6).
 * ERROR_INPUT, with the field in the text, when its syntax is wrong or fn
 * stopped (then e may say more already and is left alone).
 */
enum error_code recipients_each(
    struct view section, address_fn *fn, void *arg, struct error *e);

#endif
