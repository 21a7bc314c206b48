/* SPDX-License-Identifier: ISC */
/* What client.c and login.c share, and nobody else sees. */
#ifndef POP_CLIENT_PRIVATE_H
#define POP_CLIENT_PRIVATE_H

#include "pop/client.h"
#include "pop/reply.h"
#include "pop/steps.h"

struct pop {
	struct contact at;
	struct pop_capabilities caps;
	enum pop_state state;
	struct pop_line line; /* the last reply */
	struct sasl_offer offer;
	struct binding binding;
	struct sasl_attempt *attempt; /* a login, also one begun ahead */
	bool user; /* USER is under way: its +OK asks for PASS */
};

/* Enters a state; ERROR_BUG for one that needs TLS, without TLS. */
enum error_code pop_enter(struct pop *c, enum pop_state state, struct error *e);

/*
 * Queues a command and CRLF.  ERROR_PROTOCOL or ERROR_LATER when something
 * came that nobody asked for, or the server has gone.
 */
enum error_code pop_send_command(
    struct pop *c, struct view command, struct error *e);

/*
 * Reads what the state waits for into c->line, within d and the step's own
 * time.
 */
enum error_code pop_read_reply(
    struct pop *c, struct deadline d, struct error *e);

/* Puts the server's words behind what its -ERR means. */
enum error_code pop_explain(const struct pop *c, enum error_code code,
    const char *meaning, struct error *e);

#endif
