/* SPDX-License-Identifier: ISC */
/* What the header section of a message gets from its sender and its text. */
#ifndef SENDMAIL_REPAIR_H
#define SENDMAIL_REPAIR_H

#include "base/buf.h"
#include "base/error.h"
#include "sendmail-shim/sendmail/identity.h"
#include "sendmail-shim/sendmail/options.h"

struct repair {
	const struct options *options;
	const struct identity *identity;
	struct view body; /* of it, what was read so far */
	bool whole;       /* that is all of it */
};

/*
 * Appends to out what compose_header() makes of section, and the empty line
 * behind it.  ERROR_LIMIT when out is too small.
 */
enum error_code repair_header(const struct repair *r, struct view section,
    struct buf *out, struct error *e);

#endif
