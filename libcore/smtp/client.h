/* SPDX-License-Identifier: ISC */
/* An authenticated session with a submission server (RFC 6409, RFC 4954). */
#ifndef SMTP_CLIENT_H
#define SMTP_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "base/secret.h"
#include "net/connect.h"
#include "net/stream.h"
#include "net/tls.h"
#include "smtp/features.h"

/* Told each command and reply; never a credential or a message's text. */
typedef void smtp_trace_fn(void *arg, const char *text);

/* All stay the caller's; only the trace is used after smtp_open(). */
struct smtp_settings {
	const struct endpoint *server;
	struct tls *tls;
	const struct connect_from *from; /* NULL: from anywhere */
	const char *helo;                /* what EHLO says */
	const char *user;
	const struct secret *secret;
	bool token;             /* the secret is one, and no password */
	const char *mechanisms; /* words; empty: all */
	int64_t timeout_ms;     /* ceiling of each wait; 0: RFC 5321's */
	smtp_trace_fn *trace;   /* may be NULL */
	void *trace_arg;
};

struct smtp;

/*
 * Connects, completes verified TLS and authenticates; nothing less is a
 * session.  ERROR_LATER for what the network and the server's mood do,
 * ERROR_UNTRUSTED when there is no proof who the server is (STARTTLS missing
 * or tampered with included), ERROR_DENIED when authentication is refused or
 * impossible, ERROR_PROTOCOL when it does not speak SMTP.  The text names the
 * server.
 */
enum error_code smtp_open(
    const struct smtp_settings *settings, struct smtp **out, struct error *e);

/* Says QUIT, without waiting for an answer, and closes.  NULL is fine. */
void smtp_close(struct smtp **s);

/* The same without a word, for a connection that is out of step. */
void smtp_abandon(struct smtp **s);

struct stream *smtp_stream(struct smtp *s);
const struct smtp_features *smtp_features(const struct smtp *s);

/* "mail.example.com, TLSv1.3 ..., PLAIN as web1@example.com". */
const char *smtp_describe(const struct smtp *s);

/* Milliseconds of a wait that RFC 5321 gives ms: the settings' at most. */
int64_t smtp_patience(const struct smtp *s, int64_t ms);

/* Hands a line to the trace, escaped: what is "C" or "S". */
void smtp_trace(const struct smtp *s, char who, struct view line);

#endif
