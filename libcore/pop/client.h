/* SPDX-License-Identifier: ISC */
/*
 * POP3 (RFC 1939) as a way to check a password: the conversation from the
 * greeting to the reply that decides.
 */
#ifndef POP_CLIENT_H
#define POP_CLIENT_H

#include "base/error.h"
#include "net/contact.h"
#include "sasl/authenticate.h"
#include "sys/deadline.h"

struct pop;

/* Copies *at.  ERROR_MEMORY on failure. */
enum error_code pop_new(
    const struct contact *at, struct pop **out, struct error *e);
void pop_free(struct pop **c);

/*
 * Everything that needs no credentials: TLS (at once, or by STLS, never
 * without), greeting, capabilities.  ERROR_LATER when the server cannot be
 * used now, ERROR_UNTRUSTED for TLS and certificates, ERROR_PROTOCOL when the
 * server does what no server may.
 */
enum error_code pop_begin(struct pop *c, struct deadline d, struct error *e);

/*
 * Does ahead what a login after pop_begin() can do without its secret, which
 * may be set later; *login must live as long as the client.  What comes of it
 * is for pop_login() to say.
 */
void pop_prepare(
    struct pop *c, const struct sasl_login *login, struct deadline d);

/*
 * Whether the server still waits for credentials after pop_begin(), without
 * sending anything or waiting: ERROR_LATER when it has gone or said good-bye,
 * ERROR_PROTOCOL when it has said what nobody asked for.
 */
enum error_code pop_check(struct pop *c, struct error *e);

/*
 * Logs in after pop_begin(), or goes on after pop_prepare() with the same
 * login: sasl_attempt_end(), with USER and PASS where the server lists USER, or
 * knows no SASL.
 */
enum error_code pop_login(struct pop *c, const struct sasl_login *login,
    struct deadline d, struct sasl_answer *out, struct error *e);

/* Says good-bye without waiting for an answer, where a command may come. */
void pop_logout(struct pop *c);

#endif
