/* SPDX-License-Identifier: ISC */
/* Sending: the message from standard input to queue-put. */
#ifndef SENDMAIL_SEND_H
#define SENDMAIL_SEND_H

#include "queue/spool.h"
#include "sendmail-shim/sendmail/identity.h"
#include "sendmail-shim/sendmail/options.h"
#include "sendmail-shim/sendmail/source.h"

/* What is said of the recipients that an operand names (RFC 3461). */
struct send_wish {
	unsigned notify;   /* enum notify; 0: nothing */
	const char *orcpt; /* empty: nothing */
};

/* What a run works with. */
struct send {
	const struct options *options;
	const struct send_wish *wishes; /* of each operand, or NULL */
	const struct identity *identity;
	const char *put;      /* the path of queue-put */
	int in;               /* the message comes from here, */
	source_read_fn *read; /* or from this, if there is one */
	void *read_arg;
	size_t *left_long_out; /* lines as of mend_left_long(), or NULL */
};

/*
 * Reads, repairs and hands in one message.  0 when it is durable, with its
 * queue id in id; else a code of sysexits.h with the reason in e.
 */
int send_run(const struct send *s, char id[SPOOL_NAME + 1], struct error *e);

#endif
