/* SPDX-License-Identifier: ISC */
/*
 * A submission server in a child process: it speaks SMTP properly but for what
 * a test's rules say, and keeps a log of what it heard and took.
 */
#ifndef WIRE_SMTP_SERVER_H
#define WIRE_SMTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "wire/pki.h"

/*
 * What it says instead of its own answer: to the nth command that begins like
 * this, counted over all connections; 0 for each of them.  The end of a text
 * is the command ".", the greeting is "connect".  A say is a reply (lines
 * with LF between them), or
 *
 *	!close   closes the connection
 *	!reset   resets it
 *	!hang    says nothing any more
 *	!dawdle  begins a reply, and sends a byte of it now and then
 *	!data X  replies X and takes the data behind BDAT for commands
 *	!deaf    closes without reading the data behind BDAT
 *	!more X  gives its own answer, and X as another one
 *	!last X  replies X and closes
 */
struct smtp_rule {
	const char *command;
	unsigned nth;
	const char *say;
};

struct smtp_behaviour {
	bool starttls; /* else TLS from the first byte */
	enum pki_kind kind;
	const char *features; /* EHLO's lines behind TLS, LF between them */
	const char *clear;    /* those before STARTTLS; NULL: STARTTLS */
	const char *inject;   /* sent right behind STARTTLS's reply */
	bool dribble;         /* every byte of a reply in a record of its own */
	int settle_ms;        /* waits so long for more before it answers */
	struct smtp_rule rules[8];
};

struct smtp_server {
	pid_t pid;
	int port;
	int log; /* files, written by the child */
	int texts;
};

#define SMTP_SERVER_USER "web1@example.com"
#define SMTP_SERVER_PASSWORD "a relay's secret"

/* Listens on 127.0.0.1 and serves connection after connection. */
void smtp_server_start(
    struct smtp_server *s, const struct pki *p, const struct smtp_behaviour *b);

/* Kills it; the log stays. */
void smtp_server_stop(struct smtp_server *s);
void smtp_server_clear(struct smtp_server *s);

/* How many lines of the log begin like this. */
unsigned smtp_server_count(const struct smtp_server *s, const char *start);

/* Whether the bytes are anywhere in what it received. */
bool smtp_server_heard(const struct smtp_server *s, const char *bytes);

/* The nth message text that it took, from 0; the caller's, NULL for none. */
char *smtp_server_text(const struct smtp_server *s, unsigned nth);

#endif
