/* SPDX-License-Identifier: ISC */
/* One connection of the submission server, in its child process. */
#ifndef WIRE_SMTP_CONN_H
#define WIRE_SMTP_CONN_H

#include <stdbool.h>
#include <stdio.h>

#include "wire/smtp_server.h"

struct smtp_conn {
	int fd;
	SSL *ssl;
	const struct smtp_behaviour *behaviour;
	FILE *log;
	FILE *texts;
	unsigned *counts; /* of each rule's command */
	char in[65536];
	size_t in_at, in_n;
	char *out;
	size_t out_n, out_size;
	unsigned turns;
	bool heard; /* something, since it last spoke */
	char line[16384];
};

/* Log a line. */
void conn_log(struct smtp_conn *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Queue text as it is. */
void conn_put(struct smtp_conn *c, const char *text, size_t n);

/* Queue a reply: lines with an LF between them. */
void conn_say(struct smtp_conn *c, const char *text);

/* Sends what is queued; false when the client is gone. */
bool conn_flush(struct smtp_conn *c);

/* Reads n bytes, or a line without its CRLF into c->line; what is queued is
 * sent when there is nothing left to read. */
bool conn_read(struct smtp_conn *c, char *p, size_t n);
bool conn_line(struct smtp_conn *c);

bool conn_start_tls(struct smtp_conn *c, SSL_CTX *ctx);

void conn_reset(struct smtp_conn *c);

enum smtp_login { SMTP_LOGIN_RIGHT, SMTP_LOGIN_WRONG, SMTP_LOGIN_UNKNOWN };

/* Plays the server's side of the AUTH command in c->line. */
enum smtp_login smtp_login(struct smtp_conn *c);

/* Serves one connection to its end. */
void smtp_talk(struct smtp_conn *c, SSL_CTX *ctx);

#endif
