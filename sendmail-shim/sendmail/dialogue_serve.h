/* SPDX-License-Identifier: ISC */
/* -bs: SMTP on standard input and output. */
#ifndef SENDMAIL_DIALOGUE_SERVE_H
#define SENDMAIL_DIALOGUE_SERVE_H

#include "sendmail-shim/sendmail/identity.h"
#include "sendmail-shim/sendmail/options.h"

/* What a dialogue works with. */
struct dialogue_serve {
	const struct options *options; /* of the command line */
	const struct identity *identity;
	const char *put;          /* the path of queue-put */
	int in, out;              /* the caller */
	void (*taken)(void *arg); /* called behind each message, or NULL */
	void *arg;
};

/*
 * Takes messages until QUIT or the end of the input; each goes the way of any
 * other, and is durable before its 250.  No deadline: a caller may keep it as
 * long as it likes.  0; EX_PROTOCOL when the input ended within a message,
 * which is not taken; EX_IOERR when it cannot be read or nobody reads the
 * replies; EX_TEMPFAIL without memory.
 */
int dialogue_serve_run(const struct dialogue_serve *s);

#endif
