/* SPDX-License-Identifier: ISC */
/* What the header section of an entity says about its body (RFC 2045 5., 6.).
 */
#ifndef MAIL_MIME_ENTITY_H
#define MAIL_MIME_ENTITY_H

#include <stdbool.h>

#include "base/view.h"

/* Longer than RFC 2046 5.1.1 allows: programs do not always keep to its 70. */
#define MIME_BOUNDARY 256

/* How a body is to be treated. */
enum mime_kind {
	MIME_PLAIN,     /* it is its own text: it may be encoded */
	MIME_QUOTED,    /* quoted-printable already */
	MIME_BASE64,    /* base64 already */
	MIME_MULTIPART, /* parts between boundaries */
	MIME_MESSAGE,   /* a message: another header section begins */
	MIME_LOOSE,     /* a multipart without a boundary: nobody can read it */
	MIME_SEALED     /* signed, encrypted or not understood: no byte of it
			   may change */
};

struct mime_entity {
	enum mime_kind kind;
	bool digest;          /* its parts are messages (RFC 2046 5.1.5) */
	bool has_type;        /* a Content-Type */
	bool has_version;     /* a MIME-Version */
	bool signed_whole;    /* a signature covers header and body */
	struct view boundary; /* unquoted, in memory of the entity's own */
	char room[MIME_BOUNDARY];
};

/*
 * Reads a header section (LF or CRLF).  in_digest: without a Content-Type it
 * is a message.  Of fields that come twice the first one counts.
 */
void mime_entity_read(
    struct mime_entity *entity, struct view section, bool in_digest);

#endif
