/* SPDX-License-Identifier: ISC */
/*
 * The steps that open a session, as a table: what is sent, what is expected,
 * how long it may take, what comes next, and what a failure means to an
 * administrator.  One step sends credentials; it is the one that only follows
 * verified TLS.
 */
#ifndef SMTP_STEP_H
#define SMTP_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/endpoint.h"
#include "base/error.h"

enum smtp_step_id {
	SMTP_STEP_CONNECT,
	SMTP_STEP_GREETING_CLEAR,
	SMTP_STEP_EHLO_CLEAR,
	SMTP_STEP_STARTTLS,
	SMTP_STEP_UPGRADE,
	SMTP_STEP_TLS,
	SMTP_STEP_GREETING,
	SMTP_STEP_EHLO,
	SMTP_STEP_AUTH,
	SMTP_STEP_READY,
	SMTP_STEPS /* how many there are */
};

enum smtp_action {
	SMTP_ACTION_CONNECT,
	SMTP_ACTION_TLS,
	SMTP_ACTION_COMMAND, /* send a line, or nothing; read a reply */
	SMTP_ACTION_EHLO,    /* the same, and learn what is offered */
	SMTP_ACTION_AUTH,
	SMTP_ACTION_NONE
};

struct smtp_step {
	const char *name; /* in a trace */
	enum smtp_action action;
	const char *command;       /* a word; EHLO has the host's name behind */
	unsigned expected;         /* the reply's code */
	bool secure;               /* verified TLS must be up */
	bool only_offered;         /* the server must have offered STARTTLS */
	int64_t deadline_ms;       /* RFC 5321 4.5.3.2 */
	enum error_code refused;   /* what another reply is */
	const char *failed;        /* in words, "SERVER: failed: details" */
	enum smtp_step_id next[2]; /* by enum endpoint_security */
};

/* The row of a step; id is below SMTP_STEPS. */
const struct smtp_step *smtp_step(enum smtp_step_id id);

#endif
