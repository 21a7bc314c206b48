/* SPDX-License-Identifier: ISC */
/*
 * One authentication exchange (RFC 4422 3) as lines of a mail protocol: the
 * command with its initial response, and the responses to challenges; or a
 * login command of the protocol's own, in one part or two.  Bytes in, bytes
 * out, no I/O.
 */
#ifndef SASL_EXCHANGE_H
#define SASL_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "sasl/sasl.h"

/* How a protocol carries SASL; a constant of it. */
struct sasl_profile {
	const char *command; /* "AUTHENTICATE" */
	/* The longest command, CRLF included; 0: any.  A longer initial
	 * response waits until the server invites it. */
	size_t command_max;
	/* The empty last response may go out with the one before. */
	bool rides;
	/* A reply names its command, so that what a server says of a line
	 * that went out in vain is not taken for the next command's. */
	bool tags;
};

struct sasl_exchange;

/*
 * An exchange by a mechanism; initial tells whether the server takes an
 * initial response.  profile and the terms' binding must live as long as it.
 * The secret may be NULL and errors are as of sasl_new().
 */
enum error_code sasl_exchange_new(const struct sasl_profile *profile,
    const struct sasl_mechanism *m, const struct sasl_terms *terms,
    const char *user, const struct secret *secret, bool initial,
    struct sasl_exchange **out, struct error *e);

/*
 * An exchange by a command of the protocol's own: first, without CRLF, and
 * when the server goes on, second with its CRLF.  The password is in the
 * second, or in the first where that is all (second is empty then).  Both are
 * copied; the copies wipe themselves.  name must live as long as it.
 * ERROR_MEMORY.
 */
enum error_code sasl_exchange_of_command(const char *name, struct view first,
    struct view second, struct sasl_exchange **out, struct error *e);

void sasl_exchange_free(struct sasl_exchange **x);

/* As sasl_set_secret() and sasl_needs_secret(); an own command has its own. */
enum error_code sasl_exchange_set_secret(
    struct sasl_exchange *x, const struct secret *secret, struct error *e);
bool sasl_exchange_needs_secret(const struct sasl_exchange *x);

/* "SCRAM-SHA-256", or the name of the command. */
const char *sasl_exchange_name(const struct sasl_exchange *x);

/*
 * Appends the command without CRLF.  ERROR_INPUT, before anything can have
 * been sent, when the mechanism cannot carry this user or secret.
 */
enum error_code sasl_exchange_start(
    struct sasl_exchange *x, struct buf *out, struct error *e);

/*
 * Appends what answers the server's challenge, CRLFs included; after SCRAM's
 * proof with the empty last response behind it, where that may ride (then the
 * next answer is nothing).  ERROR_PROTOCOL as of sasl_step(), or when there is
 * nothing left to say; ERROR_DENIED when SCRAM's server says in its last
 * message that it failed: its refusal follows.
 */
enum error_code sasl_exchange_answer(struct sasl_exchange *x,
    struct view challenge, struct buf *out, struct error *e);

/*
 * Whether the last response was sent ahead and the exchange is complete, so
 * that the server's decision is due at once.
 */
bool sasl_exchange_rode(const struct sasl_exchange *x);

/* Whether what was appended so far carries the password or a proof of it. */
bool sasl_exchange_sent_proof(const struct sasl_exchange *x);

/* As sasl_bound() and sasl_blames_binding(); an own command is not bound. */
enum binding_type sasl_exchange_bound(const struct sasl_exchange *x);
bool sasl_exchange_blames_binding(
    const struct sasl_exchange *x, struct view words);

/* Whether the server's consent now is a success. */
bool sasl_exchange_is_complete(const struct sasl_exchange *x);

#endif
