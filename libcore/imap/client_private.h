/* SPDX-License-Identifier: ISC */
/* What client.c and login.c share, and nobody else sees. */
#ifndef IMAP_CLIENT_PRIVATE_H
#define IMAP_CLIENT_PRIVATE_H

#include "imap/client.h"
#include "imap/reply.h"
#include "imap/steps.h"

struct imap {
	struct contact at;
	struct imap_replies replies;
	enum imap_state state;
	struct imap_line line; /* the last that answered an exchange */
	struct sasl_offer offer;
	struct binding binding;
	struct sasl_attempt *attempt; /* a login, also one begun ahead */
};

/* Enters a state; ERROR_BUG for one that needs TLS, without TLS. */
enum error_code imap_enter(
    struct imap *c, enum imap_state state, struct error *e);

/*
 * Queues a command behind a fresh tag.  ERROR_PROTOCOL or ERROR_LATER when
 * something came that nobody asked for, or the server has gone.
 */
enum error_code imap_send_command(
    struct imap *c, struct view command, struct error *e);

/* Reads what the state waits for, within d and the step's own time. */
enum error_code imap_read_reply(
    struct imap *c, struct deadline d, struct imap_line *out, struct error *e);

#endif
