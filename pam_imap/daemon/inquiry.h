/* SPDX-License-Identifier: ISC */
/*
 * One conversation with imap-check that never makes a loop wait.  The other
 * side speaks with the network and is not trusted: what it says is bounded,
 * and anything but what flow/attempt.h has ends it.
 */
#ifndef PAM_IMAP_DAEMON_INQUIRY_H
#define PAM_IMAP_DAEMON_INQUIRY_H

#include "flow/attempt.h"
#include "pam_imap/daemon/starter.h"

struct inquiry {
	int fd; /* -1: none */
	bool told;
	unsigned traces;
	struct buf in;
	struct buf out; /* wipes */
	struct attempt_server server;
};

/* Told of each step when server.trace asks for them. */
typedef void inquiry_trace_fn(void *arg, const struct attempt_trace *trace);

void inquiry_init(struct inquiry *q);

/* Ends it: imap-check ends when its socket does. */
void inquiry_close(struct inquiry *q);

bool inquiry_is_open(const struct inquiry *q);

/*
 * Has a worker started that connects.  ERROR_SYSTEM and ERROR_MEMORY, with
 * nothing open; ERROR_LIMIT for settings that do not fit.
 */
enum error_code inquiry_open(struct inquiry *q, struct starter *s,
    const struct attempt_server *server, struct error *e);

/* Whether it was opened for these servers. */
bool inquiry_is_for(
    const struct inquiry *q, const struct attempt_server *server);

/* Adds the credentials, once; ERROR_MEMORY. */
enum error_code inquiry_tell(struct inquiry *q,
    const struct attempt_credentials *credentials, struct error *e);

/* What to wait for (poll's). */
short inquiry_events(const struct inquiry *q);

/*
 * Sends and reads as far as it goes.  ERROR_NONE with the verdict;
 * ERROR_LATER when there is more to wait for; ERROR_SYSTEM when the worker
 * ended without one; ERROR_PROTOCOL.
 */
enum error_code inquiry_turn(struct inquiry *q, inquiry_trace_fn *fn, void *arg,
    struct attempt_verdict *out, struct error *e);

#endif
