/* SPDX-License-Identifier: ISC */
/* The way to postern-login. */
#ifndef PAM_IMAP_TRANSPORT_H
#define PAM_IMAP_TRANSPORT_H

#include <sys/types.h>

#include "base/error.h"
#include "pam_imap/protocol.h"

struct transport {
	int fd;    /* a socket; -1: closed */
	pid_t pid; /* a spawned postern-login, or -1 */
};

/*
 * Finds the way, before the person is asked for anything: a process of our
 * own, which only root can start and which is started when there is something
 * to ask.  ERROR_LATER when there is no way for this process.
 */
enum error_code transport_open(struct transport *t, struct error *e);

/*
 * Sends the request and waits for the reply, as long as module_places says.
 * ERROR_LATER when none came in time; else why it could not be had.
 */
enum error_code transport_ask(struct transport *t,
    const struct protocol_request *request, struct protocol_reply *reply_out,
    struct error *e);

void transport_close(struct transport *t);

#endif
