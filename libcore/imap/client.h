/* SPDX-License-Identifier: ISC */
/*
 * IMAP (RFC 9051) as a way to check a password: the conversation from the
 * greeting to the tagged reply that decides.
 */
#ifndef IMAP_CLIENT_H
#define IMAP_CLIENT_H

#include "base/error.h"
#include "net/contact.h"
#include "sasl/authenticate.h"
#include "sys/deadline.h"

struct imap;

/* Copies *at.  ERROR_MEMORY or ERROR_SYSTEM on failure. */
enum error_code imap_new(
    const struct contact *at, struct imap **out, struct error *e);
void imap_free(struct imap **c);

/*
 * Everything that needs no credentials: TLS (at once, or by STARTTLS, never
 * without), greeting, capabilities.  ERROR_LATER when the server cannot be
 * used now, ERROR_UNTRUSTED for TLS and certificates, ERROR_PROTOCOL when the
 * server does what no server may.
 */
enum error_code imap_begin(struct imap *c, struct deadline d, struct error *e);

/*
 * Does ahead what a login after imap_begin() can do without its secret, which
 * may be set later; *login must live as long as the client.  What comes of it
 * is for imap_login() to say.
 */
void imap_prepare(
    struct imap *c, const struct sasl_login *login, struct deadline d);

/*
 * Whether the server still waits for credentials after imap_begin(), without
 * sending anything or waiting: ERROR_LATER when it has gone or said good-bye,
 * ERROR_PROTOCOL when it has said what nobody asked for.
 */
enum error_code imap_check(struct imap *c, struct error *e);

/*
 * Logs in after imap_begin(), or goes on after imap_prepare() with the same
 * login: sasl_attempt_end(), with the server's ALERT for the person.
 */
enum error_code imap_login(struct imap *c, const struct sasl_login *login,
    struct deadline d, struct sasl_answer *out, struct error *e);

/* Says good-bye without waiting for an answer, where a command may come. */
void imap_logout(struct imap *c);

#endif
