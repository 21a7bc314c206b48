/* SPDX-License-Identifier: ISC */
/* A server in a child process that follows a script over clear text and TLS. */
#ifndef WIRE_SERVER_H
#define WIRE_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "wire/pki.h"

/*
 * A script is a NULL-terminated list of steps:
 *
 *   "S text"  sends text and CRLF; %t is the last command's tag
 *   "s text"  sends text as it is, in one write with the next "S" or "s"
 *             step's when that follows at once
 *   "C text"  reads a line that has to begin with text behind its tag
 *   "c text"  reads a line that has to begin with text
 *   "T"       shakes hands
 *   "A user password"  plays the server's side of AUTHENTICATE (or POP3's
 *             AUTH) for the command just read, with GNU SASL, and the reply
 *   "a user password"  the same, but what comes with a line is thrown away
 *   "B user password"  the same as a server that can bind to TLS
 *   "b user password"  the same with another connection's binding, and with
 *             Cyrus SASL's words for that
 *   "E"       reads until the client closes
 *
 * At its end the connection is closed.
 */
struct server {
	pid_t pid;
	int port;
	int fd;
	int log_fd;
};

/* Listens on 127.0.0.1 and serves one connection. */
void server_start(struct server *s, const struct pki *p, enum pki_kind kind,
    const char *const *script);

/* The same in two steps: a port that refuses everybody, until it is opened. */
void server_reserve(struct server *s);
void server_open(struct server *s, const struct pki *p, enum pki_kind kind,
    const char *const *script);

/* Waits for the end of that connection, and serves one more on the port. */
void server_again(struct server *s, const struct pki *p, enum pki_kind kind,
    const char *const *script);

/*
 * Waits for the end of the one connection that was made.  *log gets a line an
 * event: "up", "tls up", "tls failed", "C: LINE" (2,000 bytes of it at
 * most), "mismatch
 * LINE", "eof", "end".
 */
void server_finish(struct server *s, struct buf *log);

/* Ends it; whether anybody had connected. */
bool server_was_reached(struct server *s);

/* Whether the log has a line that begins like this. */
bool server_log_has(struct buf *log, const char *line);

/* Whether the bytes of needle are anywhere in the log. */
bool server_log_contains(struct buf *log, const char *needle);

#endif
