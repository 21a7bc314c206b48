/* SPDX-License-Identifier: ISC */
/* Base64 as SASL messages use it (RFC 4648 4): no line breaks, padded. */
#ifndef SASL_BASE64_H
#define SASL_BASE64_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/*
 * Append the encoded, or decoded, form of v to b.  False when it does not fit,
 * memory is short, or v is not base64; copies made on the way are wiped.
 */
bool base64_encode(struct buf *b, struct view v);
bool base64_decode(struct buf *b, struct view v);

#endif
