/* SPDX-License-Identifier: ISC */
/*
 * What is sent to log in, by a SASL mechanism or by the LOGIN command: bytes
 * in, bytes out, no I/O.
 */
#ifndef IMAP_EXCHANGE_H
#define IMAP_EXCHANGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "imap/grammar.h"
#include "sasl/sasl.h"

struct imap_exchange;

/*
 * An exchange with a mechanism, or for NULL with the LOGIN command (terms may
 * be NULL then).  The terms' binding, user, secret and caps must live as long
 * as it.  Errors as of sasl_new().
 */
enum error_code imap_exchange_new(const struct sasl_mechanism *m,
    const struct sasl_terms *terms, const char *user,
    const struct secret *secret, const struct imap_capabilities *caps,
    struct imap_exchange **out, struct error *e);
void imap_exchange_free(struct imap_exchange **x);

/* "SCRAM-SHA-256", or "LOGIN command". */
const char *imap_exchange_name(const struct imap_exchange *x);

/*
 * Appends the command without tag and CRLF, with an initial response where
 * mechanism and server know it.
 */
enum error_code imap_exchange_start(
    struct imap_exchange *x, struct buf *out, struct error *e);

/*
 * Appends what answers the server's "+", CRLFs included; after SCRAM's proof
 * with the empty last response behind it (then the next answer is nothing).
 * ERROR_PROTOCOL as of sasl_step(), or when there is nothing left to say;
 * ERROR_DENIED when SCRAM's server says in its last message that it failed:
 * its tagged reply follows.
 */
enum error_code imap_exchange_answer(struct imap_exchange *x,
    struct view challenge, struct buf *out, struct error *e);

/*
 * Whether the last response was sent ahead and the exchange is complete, so
 * that the tagged reply is due at once.
 */
bool imap_exchange_rode(const struct imap_exchange *x);

/* Whether what was appended so far carries the password or a proof of it. */
bool imap_exchange_sent_proof(const struct imap_exchange *x);

/* Whether a tagged OK now is a success. */
bool imap_exchange_is_complete(const struct imap_exchange *x);

#endif
