/* SPDX-License-Identifier: ISC */
/*
 * SASL (RFC 4422) as a client: which mechanism, and its messages in base64 as
 * IMAP, POP3 and SMTP carry them.  GNU SASL does the mechanisms.
 */
#ifndef SASL_SASL_H
#define SASL_SASL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "base/view.h"

/* A constant of the mechanism table; best first. */
struct sasl_mechanism {
	const char *name;
	bool initial_response; /* the client speaks first */
	bool clear;            /* the server learns the password */
	bool proves_server;    /* success is checked: SCRAM's v= */
};

/*
 * The best mechanism that is offered (a list of words), is in allowed (a list
 * of words; NULL or empty for all) and is not in tried; NULL when there is
 * none.  tried is a bit per mechanism: sasl_bit().
 */
const struct sasl_mechanism *sasl_choose(
    struct view offered, const char *allowed, unsigned tried);
unsigned sasl_bit(const struct sasl_mechanism *m);

/* Whether a list of words for the settings names only known mechanisms; the
 * first unknown one is in *unknown_out. */
bool sasl_check_names(const char *list, struct view *unknown_out);

struct sasl;

/*
 * Starts an exchange.  user and secret stay the caller's and are copied into
 * the library, which does not wipe them (its callers are short-lived or hold
 * the secret anyway).  ERROR_MEMORY; ERROR_SETTINGS when the library lacks the
 * mechanism; ERROR_INPUT when the mechanism cannot carry this secret (it holds
 * a NUL, or is no text that SCRAM can prepare): try the next one.
 */
enum error_code sasl_new(const struct sasl_mechanism *m, const char *user,
    const struct secret *secret, struct sasl **out, struct error *e);
void sasl_free(struct sasl **s);

/*
 * One step: the server's challenge in base64 (empty for the initial response)
 * to our response in base64 in out, which is emptied first and should wipe.
 * ERROR_PROTOCOL when the challenge is malformed, comes when nothing was to
 * come, or the server's proof is wrong: end the connection.  ERROR_DENIED when
 * a SCRAM server's final message is an error: its reply will say so too.
 */
enum error_code sasl_step(
    struct sasl *s, struct view challenge, struct buf *out, struct error *e);

/*
 * Whether the exchange is over on our side: nothing more to prove, and the
 * server's own proof was checked where the mechanism has one.  A server's
 * success counts only when this is true.
 */
bool sasl_is_complete(const struct sasl *s);

/* Whether a password (or a proof made from it) is in a response by now. */
bool sasl_sent_proof(const struct sasl *s);

/* Whether our next response will be empty and may ride with the one before:
 * SCRAM after its proof. */
bool sasl_expects_server_final(const struct sasl *s);

#endif
