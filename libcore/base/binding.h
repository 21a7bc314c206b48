/* SPDX-License-Identifier: ISC */
/* A channel binding: bytes that only the two ends of one TLS connection know.
 */
#ifndef BASE_BINDING_H
#define BASE_BINDING_H

#include <stddef.h>

enum binding_type {
	BINDING_NONE,
	BINDING_TLS_UNIQUE,  /* RFC 5929 3: TLS 1.2 */
	BINDING_TLS_EXPORTER /* RFC 9266: TLS 1.3 */
};

/* A Finished message of TLS 1.2 is 12 bytes, an exporter's value 32. */
#define BINDING_BYTES 32

/* A plain value. */
struct binding {
	enum binding_type type;
	unsigned char bytes[BINDING_BYTES];
	size_t n;
};

#endif
