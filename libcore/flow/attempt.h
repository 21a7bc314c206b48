/* SPDX-License-Identifier: ISC */
/*
 * The contract with imap-check, the worker that speaks with the mail server:
 * frames on its standard input and output.  It gets ATTEMPT_SERVER, connects,
 * completes TLS, reads the greeting and, when it knows who will log in, does
 * what needs no password; it gets ATTEMPT_CREDENTIALS, which may come much
 * later (or not at all, when the server is only to be reached); it answers
 * ATTEMPT_VERDICT, after ATTEMPT_TRACE lines when those were asked for, and
 * ends.
 */
#ifndef FLOW_ATTEMPT_H
#define FLOW_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"
#include "flow/verdict.h"
#include "sys/frame.h"

enum attempt_frame {
	ATTEMPT_SERVER = 1,
	ATTEMPT_CREDENTIALS,
	ATTEMPT_TRACE,
	ATTEMPT_VERDICT
};

#define ATTEMPT_SERVERS 8
#define ATTEMPT_MECHANISMS 256

struct attempt_server {
	char urls[ATTEMPT_SERVERS][LIMIT_HOST + 32]; /* tried in this order */
	unsigned n_urls;
	char ca_file[LIMIT_PATH];            /* empty: the system's store */
	char mechanisms[ATTEMPT_MECHANISMS]; /* empty: all */
	char pins[LIMIT_PINS];               /* sha256//...; empty: none */
	char user[LIMIT_ADDRESS + 1]; /* who will log in; empty: not known */
	uint64_t timeout_ms; /* for everything together; 0: the default */
	bool trace;
	bool reach_only; /* no credentials: the verdict is on the server */
};

struct attempt_credentials {
	char user[LIMIT_ADDRESS + 1];
	struct secret password;
};

struct attempt_trace {
	uint64_t at_us; /* since the worker started */
	char text[LIMIT_MESSAGE_TEXT];
};

struct attempt_verdict {
	enum verdict verdict;
	char log[LIMIT_MESSAGE_TEXT];    /* for the log, escaped */
	char person[LIMIT_MESSAGE_TEXT]; /* to be shown; mostly empty */
};

/* Encode into b (emptied first); false when it does not fit. */
bool attempt_put_server(struct buf *b, const struct attempt_server *s);
bool attempt_put_credentials(
    struct buf *b, const struct attempt_credentials *c);
bool attempt_put_trace(struct buf *b, const struct attempt_trace *t);
bool attempt_put_verdict(struct buf *b, const struct attempt_verdict *v);

/* Decode a frame of the right type; ERROR_PROTOCOL when it is malformed. */
enum error_code attempt_get_server(
    const struct frame *f, struct attempt_server *out, struct error *e);
enum error_code attempt_get_credentials(
    const struct frame *f, struct attempt_credentials *out, struct error *e);
enum error_code attempt_get_trace(
    const struct frame *f, struct attempt_trace *out, struct error *e);
enum error_code attempt_get_verdict(
    const struct frame *f, struct attempt_verdict *out, struct error *e);

#endif
