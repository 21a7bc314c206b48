/* SPDX-License-Identifier: ISC */
/*
 * IMAP (RFC 9051) as a way to check a password: the conversation from the
 * greeting to the tagged reply that decides.
 */
#ifndef IMAP_CLIENT_H
#define IMAP_CLIENT_H

#include <stdbool.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"
#include "net/stream.h"
#include "net/tls.h"
#include "sys/deadline.h"

/* Told of each step in words; never of a secret. */
typedef void imap_trace_fn(void *arg, const char *text);

/* All of it stays the caller's and must live as long as the client. */
struct imap_options {
	const struct endpoint *peer;
	struct stream *stream; /* connected, nothing read yet */
	struct tls *tls;
	const char *mechanisms; /* words; NULL or empty for all */
	imap_trace_fn *trace;   /* may be NULL */
	void *trace_arg;
};

struct imap;

/* ERROR_MEMORY or ERROR_SYSTEM on failure. */
enum error_code imap_new(
    const struct imap_options *o, struct imap **out, struct error *e);
void imap_free(struct imap **c);

/*
 * Everything that needs no credentials: TLS (at once, or by STARTTLS, never
 * without), greeting, capabilities.  ERROR_LATER when the server cannot be
 * used now, ERROR_UNTRUSTED for TLS and certificates, ERROR_PROTOCOL when the
 * server does what no server may.
 */
enum error_code imap_begin(struct imap *c, struct deadline d, struct error *e);

/* What the server said beside yes or no. */
struct imap_answer {
	bool busy; /* with ERROR_LATER: it was reached, and says "not now" */
	char person[LIMIT_MESSAGE_TEXT]; /* to be shown, escaped; or empty */
};

/*
 * Logs in after imap_begin(), by the best mechanism, and on the same
 * connection by the next one as long as no password or proof was sent.
 * ERROR_NONE when the server accepted (and proved itself, where the mechanism
 * does that); ERROR_DENIED when it refused these credentials; ERROR_LATER,
 * ERROR_PROTOCOL otherwise, as above.
 */
enum error_code imap_login(struct imap *c, const char *user,
    const struct secret *secret, struct deadline d, struct imap_answer *out,
    struct error *e);

/* Says good-bye without waiting for an answer. */
void imap_logout(struct imap *c);

#endif
