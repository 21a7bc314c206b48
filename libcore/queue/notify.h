/* SPDX-License-Identifier: ISC */
/* When the sender wants to be told of a recipient (RFC 3461 4.1). */
#ifndef QUEUE_NOTIFY_H
#define QUEUE_NOTIFY_H

#include <stdbool.h>

#include "base/view.h"

/* NEVER stands alone; 0 is a sender who said nothing. */
enum notify {
	NOTIFY_SUCCESS = 1,
	NOTIFY_FAILURE = 2,
	NOTIFY_DELAY = 4,
	NOTIFY_NEVER = 8
};

/* What a sender is told who said nothing (4.1 leaves DELAY to us). */
#define NOTIFY_BY_ITSELF (NOTIFY_FAILURE | NOTIFY_DELAY)

/* Room for the longest value of NOTIFY. */
#define NOTIFY_TEXT 32

/* A value of NOTIFY, in any case of letters, as bits; false when it is none. */
bool notify_parse(struct view text, unsigned *out);

/* What two values about one address come to: what either of them asks for, so
 * that NEVER is left where both say it. */
unsigned notify_merge(unsigned a, unsigned b);

/* The value for these bits; empty for 0. */
void notify_text(unsigned notify, char dst[NOTIFY_TEXT]);

#endif
