/* SPDX-License-Identifier: ISC */
/* What client.c and login.c share, and nobody else sees. */
#ifndef IMAP_CLIENT_PRIVATE_H
#define IMAP_CLIENT_PRIVATE_H

#include "imap/client.h"
#include "imap/reply.h"
#include "imap/steps.h"

struct imap {
	struct imap_options o;
	struct imap_replies replies;
	enum imap_state state;
};

/* Tells the trace function, if there is one. */
void imap_trace(struct imap *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Enters a state; ERROR_BUG for one that needs TLS, without TLS. */
enum error_code imap_enter(
    struct imap *c, enum imap_state state, struct error *e);

/* Reads what the state waits for, within d and the step's own time. */
enum error_code imap_read_reply(
    struct imap *c, struct deadline d, struct imap_line *out, struct error *e);

#endif
