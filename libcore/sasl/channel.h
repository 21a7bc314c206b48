/* SPDX-License-Identifier: ISC */
/* What GNU SASL is told of the TLS connection below an exchange (RFC 5056). */
#ifndef SASL_CHANNEL_H
#define SASL_CHANNEL_H

#include <stdbool.h>

#include <gsasl.h>

#include "base/binding.h"

/*
 * Whether the library can bind to it; NULL is fine.  GNU SASL before 2.0 knows
 * no tls-exporter, so there is no binding on TLS 1.3 then.
 */
bool channel_check(const struct binding *b);

/*
 * Lets the library ask for b, which must live as long as the exchange.  It is
 * asked for, not set, since versions before 2.0 look for it while a session
 * starts.
 */
void channel_offer(Gsasl *library, const struct binding *b);

#endif
