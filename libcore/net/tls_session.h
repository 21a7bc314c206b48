/* SPDX-License-Identifier: ISC */
/* One TLS connection on a socket, without waiting: the caller polls. */
#ifndef NET_TLS_SESSION_H
#define NET_TLS_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/ssl.h>

#include "base/binding.h"
#include "base/endpoint.h"
#include "base/error.h"
#include "base/view.h"
#include "net/tls.h"

struct tls_session;

/* What an attempt to move bytes came to. */
enum tls_io {
	TLS_IO_DONE,       /* some were moved; a handshake is over */
	TLS_IO_WANT_READ,  /* again when the socket is readable */
	TLS_IO_WANT_WRITE, /* again when it is writable */
	TLS_IO_END,        /* the peer has closed */
	TLS_IO_FAILED      /* broken; e says how */
};

/* The library's context and BIO method, and the pins or NULL; net/ only. */
const char *tls_pins(const struct tls *t);
SSL_CTX *tls_context(struct tls *t);
BIO_METHOD *tls_bio_method(struct tls *t);

/*
 * Prepares a session that demands a certificate for peer's host, which is also
 * sent as SNI unless it is an address.  fd stays the caller's; t must outlive
 * the session.  ERROR_MEMORY.
 */
enum error_code tls_session_new(struct tls *t, int fd,
    const struct endpoint *peer, struct tls_session **out, struct error *e);
void tls_session_free(struct tls_session **s);

/*
 * Goes on with the handshake.  TLS_IO_FAILED sets ERROR_UNTRUSTED when the
 * certificate, its name, its key or the handshake itself is wrong, ERROR_LATER
 * when the connection broke.
 */
enum tls_io tls_session_handshake(struct tls_session *s, struct error *e);

/* Reads at most size bytes; their number in *n_out. */
enum tls_io tls_session_read(struct tls_session *s, void *p, size_t size,
    size_t *n_out, struct error *e);

/*
 * Writes a part of v; its size in *n_out.  After TLS_IO_WANT_… the same bytes
 * must come first again, from wherever they are then.
 */
enum tls_io tls_session_write(
    struct tls_session *s, struct view v, size_t *n_out, struct error *e);

/* Whether bytes were received that tls_session_read() would give at once. */
bool tls_session_has_pending(const struct tls_session *s);

/* Whether the handshake is over and the certificate was verified. */
bool tls_session_is_verified(const struct tls_session *s);

/* The pin of the server's key, after the handshake; lives as the session. */
const char *tls_session_pin(const struct tls_session *s);

/*
 * The connection's channel binding, after the handshake: tls-exporter on TLS
 * 1.3 (RFC 9266), tls-unique on TLS 1.2 when the master secret is bound to the
 * handshake (RFC 7627) and the session is no resumed one.  BINDING_NONE
 * otherwise.
 */
void tls_session_binding(const struct tls_session *s, struct binding *out);

/* "TLSv1.3 TLS_AES_256_GCM_SHA384"; valid as long as the session. */
const char *tls_session_text(const struct tls_session *s);

#endif
