/* SPDX-License-Identifier: ISC */
/*
 * SASL (RFC 4422) as a client: which mechanism, and its messages in base64 as
 * IMAP, POP3 and SMTP carry them.  GNU SASL does the mechanisms for passwords.
 */
#ifndef SASL_SASL_H
#define SASL_SASL_H

#include <stdbool.h>

#include "base/binding.h"
#include "base/buf.h"
#include "base/endpoint.h"
#include "base/error.h"
#include "base/secret.h"
#include "base/view.h"

/* How a mechanism that carries a token says it; see sasl/token.h. */
typedef bool sasl_compose_fn(struct buf *out, const char *user,
    const struct endpoint *server, struct view token);

/* A constant of the mechanism table; best first. */
struct sasl_mechanism {
	const char *name;
	bool initial_response;    /* the client speaks first */
	bool clear;               /* the server learns the password */
	bool proves_server;       /* success is checked: SCRAM's v= */
	bool binds;               /* to the TLS connection: -PLUS */
	sasl_compose_fn *compose; /* it carries a token, and no password */
	const char *regret; /* our answer when the server refuses the token */
};

/* What rules an exchange.  All of it stays the caller's. */
struct sasl_terms {
	struct view offered; /* the server's mechanisms, words */
	const char *allowed; /* the settings', words; NULL or empty: all */
	bool token;          /* the secret is one: no mechanism is for both */
	const struct endpoint *server; /* for those that name it, or NULL */
	/* Of this TLS connection; NULL or BINDING_NONE: nothing can bind. */
	const struct binding *binding;
};

/*
 * The best mechanism that is offered, allowed, for this kind of secret and not
 * in tried; NULL when there is none.  Those that bind need a binding that GNU
 * SASL knows (before 2.0: tls-unique alone).  tried is made of sasl_bit(): a
 * bit a mechanism, and one for all that bind, since the server that cannot do
 * one binding with one hash cannot do it with another.
 */
const struct sasl_mechanism *sasl_choose(
    const struct sasl_terms *t, unsigned tried);
unsigned sasl_bit(const struct sasl_mechanism *m);

/* The bits of those that let the server learn the password. */
unsigned sasl_clear_bits(void);

/* Whether a list of words for the settings names only known mechanisms; the
 * first unknown one is in *unknown_out. */
bool sasl_check_names(const char *list, struct view *unknown_out);

struct sasl;

/*
 * Starts an exchange.  SCRAM without a binding says that we cannot bind (RFC
 * 5802 6, the flag "n"), also when we can and the server offers nothing that
 * does: GNU SASL 2 fails when it is to say "y".  So a server does not learn
 * that somebody has hidden its mechanisms.  Who can hide them has a
 * certificate that we trust, and would rather hide all but PLAIN; who fears
 * that names those that bind and no others.  The terms' binding must live as
 * long as it; user and secret are copied into the library, which does not wipe
 * them (its callers are short-lived or hold the secret anyway).  The secret may
 * be NULL, and be set later, while sasl_needs_secret() says no.  ERROR_MEMORY;
 * ERROR_SETTINGS when the library lacks the mechanism; ERROR_INPUT as of
 * sasl_set_secret().
 */
enum error_code sasl_new(const struct sasl_mechanism *m,
    const struct sasl_terms *t, const char *user, const struct secret *secret,
    struct sasl **out, struct error *e);
void sasl_free(struct sasl **s);

/*
 * ERROR_INPUT when the mechanism cannot carry this secret (it holds a NUL, or
 * is no text that SCRAM can prepare, or no token): try the next one.
 */
enum error_code sasl_set_secret(
    struct sasl *s, const struct secret *secret, struct error *e);

/* Whether the next step needs the secret, and has none. */
bool sasl_needs_secret(const struct sasl *s);

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

/* What the exchange is bound by; BINDING_NONE: nothing. */
enum binding_type sasl_bound(const struct sasl *s);

/*
 * Whether a refusal after the proof, by its words and what the server had said
 * before, is about the binding and not about the password: the server sees
 * another TLS connection than we do, or does not know this kind of binding.
 * Cyrus IMAP finds out about an unknown tls-exporter only then.
 */
bool sasl_blames_binding(const struct sasl *s, struct view words);

/* Whether our next response will be empty and may ride with the one before:
 * SCRAM after its proof. */
bool sasl_expects_server_final(const struct sasl *s);

#endif
