/* SPDX-License-Identifier: ISC */
/* The way to postern-login. */
#ifndef PAM_IMAP_TRANSPORT_H
#define PAM_IMAP_TRANSPORT_H

#include <sys/types.h>

#include "base/error.h"
#include "pam_imap/protocol.h"
#include "sys/deadline.h"

struct transport {
	int fd;    /* a socket; -1: closed */
	pid_t pid; /* a postern-login of our own, or -1 */
};

/*
 * Finds the way, before the person is asked for anything: the daemon's socket,
 * else, for root, a postern-login of our own, and then *e says why.
 * ERROR_LATER, ERROR_NOTFOUND or ERROR_UNTRUSTED when there is no way for this
 * process now; ERROR_SYSTEM.
 */
enum error_code transport_open(struct transport *t, struct error *e);

/* Sends a request that has no reply (PREPARE). */
enum error_code transport_send(struct transport *t,
    const struct protocol_request *request, struct deadline d, struct error *e);

/*
 * Sends the request and waits for the reply.  ERROR_NOTFOUND when the other
 * side went away before a byte of it, ERROR_LATER when none came in time, else
 * why it could not be had.
 */
enum error_code transport_ask(struct transport *t,
    const struct protocol_request *request, struct deadline d,
    struct protocol_reply *reply_out, struct error *e);

void transport_close(struct transport *t);

#endif
