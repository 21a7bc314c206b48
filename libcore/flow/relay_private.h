/* SPDX-License-Identifier: ISC */
/* What the files of the relay share, and nobody else sees. */
#ifndef FLOW_RELAY_PRIVATE_H
#define FLOW_RELAY_PRIVATE_H

#include "flow/relay_job.h"
#include "flow/relay_report.h"
#include "sys/deadline.h"

/* Messages that wait here for room in the window, each an open file. */
#define WAITING_MAX LIMIT_WINDOW_MESSAGES

struct relay {
	int runner;
	struct handover_relay settings;
	struct endpoint server;
	struct connect_from from;
	struct rewrite_policy policy;
	struct tls *tls;
	struct smtp *session;
	struct smtp_transfer *transfer;
	bool chunking;
	bool null_refused; /* MAIL FROM:<> was refused before */
	bool restarting;   /* what was not sent goes out by a new session */
	bool ending;       /* nothing is started any more */
	bool took;         /* this session has taken a message */
	bool late;         /* the server did not answer in time */
	struct deadline warm;
	struct deadline retire; /* of this session */
	struct relay_jobs waiting;
	struct relay_jobs again; /* to be sent again, before those */
	struct relay_report report;
	struct handover_failed failed; /* the last word, or HANDOVER_FAILURES */
	char broken[LIMIT_MESSAGE_TEXT]; /* why the connection broke */
	struct buf in;
};

/* Starts a message, or answers it at once where that is already clear. */
void relay_start(struct relay *r, struct relay_job *job);

/* A smtp_done_fn: reports outcomes. */
void relay_delivered(void *arg, struct smtp_outgoing *o);

/*
 * The session is useless, for the reason in e.  True when a new one should go
 * on; otherwise the last word is set.
 */
bool relay_broken(struct relay *r, struct error *e);

/* Sets the last word: the relay failed; it was idle for long enough. */
void relay_failed(struct relay *r, const struct error *e);
void relay_idle(struct relay *r);

/* Drops the messages that are left, without a word. */
void relay_close(struct relay *r);

#endif
