/* SPDX-License-Identifier: ISC */
/* What a server offers in its reply to EHLO (RFC 5321 4.1.1.1). */
#ifndef SMTP_FEATURES_H
#define SMTP_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "sasl/offered.h"
#include "smtp/reply.h"

/* A plain value. */
struct smtp_features {
	bool starttls;           /* RFC 3207 */
	bool pipelining;         /* RFC 2920 */
	bool chunking;           /* RFC 3030 */
	bool eight_bit;          /* 8BITMIME, RFC 6152 */
	bool enhanced;           /* ENHANCEDSTATUSCODES, RFC 2034 */
	bool dsn;                /* RFC 3461 */
	bool smtputf8;           /* RFC 6531 */
	bool size;               /* RFC 1870 */
	uint64_t size_limit;     /* 0: none that it says */
	char auth[SASL_OFFERED]; /* SASL mechanisms, as words */
};

/*
 * Reads the keywords, in any case of letters, of all lines but the first;
 * AUTH also in the form "AUTH=LOGIN" of before RFC 2554.  Unknown keywords and
 * bad parameters are passed over.
 */
void smtp_features_parse(
    const struct smtp_reply *ehlo, struct smtp_features *out);

#endif
