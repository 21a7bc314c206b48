/* SPDX-License-Identifier: ISC */
/* One message between the runner and the transfer. */
#ifndef FLOW_RELAY_JOB_H
#define FLOW_RELAY_JOB_H

#include <stdbool.h>

#include "base/error.h"
#include "flow/handover.h"
#include "mail/rewrite.h"
#include "smtp/transfer.h"

struct relay_job {
	struct relay_job *next;
	struct handover_message message;
	int fd;
	bool as_account; /* the null reverse-path was refused */
	bool unreadable; /* its file */
	bool blamed;     /* the connection broke at it */
	bool *answered;  /* by recipient of message */
	unsigned n_answered;
	char sender[LIMIT_ADDRESS + 1]; /* by the relay's policy */
	struct buf head;                /* the rewritten header section */
	struct smtp_recipient *open;    /* recipients without an answer */
	unsigned *index;                /* of those, in message */
	struct smtp_outgoing outgoing;
};

/* Jobs in the order in which they are to be sent. */
struct relay_jobs {
	struct relay_job *first;
	struct relay_job *last;
	unsigned n;
};

/*
 * A job from a HANDOVER_MESSAGE frame and its fd, which it takes over, also on
 * failure.  ERROR_PROTOCOL, ERROR_MEMORY.
 */
enum error_code relay_job_new(
    const struct frame *f, int fd, struct relay_job **out, struct error *e);
void relay_job_free(struct relay_job **job);

/*
 * Makes it ready to be sent: rewrites its headers and lists the recipients
 * without an answer.  ERROR_REFUSED when this server will never take it,
 * ERROR_INPUT when its file is not what it should be, ERROR_MEMORY.
 */
enum error_code relay_job_load(struct relay_job *job,
    const struct rewrite_policy *policy, const struct smtp_features *features,
    struct error *e);

/* Gives back what only sending needs. */
void relay_job_unload(struct relay_job *job);

/* Whether a recipient's address needs SMTPUTF8 (RFC 6531). */
bool relay_job_is_international(
    const struct relay_job *job, unsigned recipient);

/* The i-th recipient of its message. */
const char *relay_job_recipient(const struct relay_job *job, unsigned i);

void relay_jobs_append(struct relay_jobs *jobs, struct relay_job *job);
struct relay_job *relay_jobs_take(struct relay_jobs *jobs);
/* Puts all of those in front before those in jobs; front is empty then. */
void relay_jobs_prepend(struct relay_jobs *jobs, struct relay_jobs *front);

#endif
