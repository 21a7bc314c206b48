/* SPDX-License-Identifier: ISC */
/* TLS connections: the handshake with its checks, reading, writing. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "net/pin.h"
#include "net/socket_bio.h"
#include "net/tls_session.h"

#define SESSION_TEXT 96

struct tls_session {
	SSL *ssl;
	const char *pins; /* NULL: any key will do */
	bool verified;
	char host[LIMIT_HOST + 1];
	char text[SESSION_TEXT];
	char pin[PIN_TEXT];
};

/* Demands a certificate for the host, in its alternative names only. */
static bool
demand_name(SSL *ssl, const struct endpoint *peer)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

	SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
		X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (peer->host[0] == '\0')
		return false;
	if (peer->is_address)
		return X509_VERIFY_PARAM_set1_ip_asc(param, peer->host) == 1;
	return SSL_set1_host(ssl, peer->host) == 1 &&
	    SSL_set_tlsext_host_name(ssl, peer->host) == 1;
}

static bool
attach(SSL *ssl, struct tls *t, int fd)
{
	BIO *bio = socket_bio_new(tls_bio_method(t), fd);

	if (bio == NULL)
		return false;
	SSL_set_bio(ssl, bio, bio);
	SSL_set_connect_state(ssl);
	return true;
}

enum error_code
tls_session_new(struct tls *t, int fd, const struct endpoint *peer,
    struct tls_session **out, struct error *e)
{
	struct tls_session *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (s != NULL)
		s->ssl = SSL_new(tls_context(t));
	if (s == NULL || s->ssl == NULL || !demand_name(s->ssl, peer) ||
	    !attach(s->ssl, t, fd)) {
		tls_session_free(&s);
		return error_set(e, ERROR_MEMORY, "TLS: no memory");
	}
	s->pins = tls_pins(t);
	snprintf(s->host, sizeof(s->host), "%s", peer->host);
	*out = s;
	return ERROR_NONE;
}

void
tls_session_free(struct tls_session **s)
{
	if (*s == NULL)
		return;
	SSL_free((*s)->ssl);
	free(*s);
	*s = NULL;
}

static void
explain_certificate(struct tls_session *s, long result, struct error *e)
{
	if (result == X509_V_ERR_HOSTNAME_MISMATCH ||
	    result == X509_V_ERR_IP_ADDRESS_MISMATCH)
		error_set(e, ERROR_UNTRUSTED,
		    "the certificate is not for the name %s", s->host);
	else
		error_set(e, ERROR_UNTRUSTED, "certificate of %s: %s", s->host,
		    X509_verify_cert_error_string(result));
}

/* A failure inside TLS: the certificate's, or the protocol's. */
static enum tls_io
explain_tls(struct tls_session *s, struct error *e)
{
	long result = SSL_get_verify_result(s->ssl);
	unsigned long last = ERR_peek_error();
	const char *reason = ERR_reason_error_string(last);

	if (ERR_GET_LIB(last) == ERR_LIB_SSL &&
	    ERR_GET_REASON(last) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return TLS_IO_END;
	if (!s->verified && result != X509_V_OK)
		explain_certificate(s, result, e);
	else
		error_set(e, s->verified ? ERROR_LATER : ERROR_UNTRUSTED,
		    "TLS with %s failed: %s", s->host,
		    reason != NULL ? reason : "unknown reason");
	return TLS_IO_FAILED;
}

/* What a call's return value means; errno and the queue are the call's. */
static enum tls_io
result_of(struct tls_session *s, int rc, struct error *e)
{
	switch (SSL_get_error(s->ssl, rc)) {
	case SSL_ERROR_NONE:
		return TLS_IO_DONE;
	case SSL_ERROR_WANT_READ:
		return TLS_IO_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return TLS_IO_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		return TLS_IO_END;
	case SSL_ERROR_SYSCALL:
		if (errno == 0)
			return TLS_IO_END;
		error_set_errno(
		    e, ERROR_LATER, "connection to %s broke", s->host);
		return TLS_IO_FAILED;
	default:
		return explain_tls(s, e);
	}
}

static void
describe(struct tls_session *s)
{
	snprintf(s->text, sizeof(s->text), "%s %s", SSL_get_version(s->ssl),
	    SSL_get_cipher_name(s->ssl));
}

/* Before each call into the library. */
static void
prepare(struct tls_session *s)
{
	socket_bio_allow(SSL_get_rbio(s->ssl));
	ERR_clear_error();
	errno = 0;
}

/* The server's own key must be a pinned one, when there are any. */
static bool
check_pin(struct tls_session *s, struct error *e)
{
	if (!pin_describe(SSL_get0_peer_certificate(s->ssl), s->pin)) {
		error_set(e, ERROR_MEMORY, "TLS: no memory");
		return false;
	}
	if (s->pins == NULL || pin_check(s->pins, s->pin))
		return true;
	error_set(e, ERROR_UNTRUSTED,
	    "%s has another key than the settings pin: %s (when the server's "
	    "owner says that this is its key, add it to pin)",
	    s->host, s->pin);
	return false;
}

enum tls_io
tls_session_handshake(struct tls_session *s, struct error *e)
{
	enum tls_io io;

	prepare(s);
	io = result_of(s, SSL_do_handshake(s->ssl), e);
	if (io != TLS_IO_DONE)
		return io;
	if (SSL_get0_peer_certificate(s->ssl) == NULL ||
	    SSL_get_verify_result(s->ssl) != X509_V_OK) {
		explain_certificate(s, SSL_get_verify_result(s->ssl), e);
		return TLS_IO_FAILED;
	}
	if (!check_pin(s, e))
		return TLS_IO_FAILED;
	s->verified = true;
	describe(s);
	return TLS_IO_DONE;
}

enum tls_io
tls_session_read(
    struct tls_session *s, void *p, size_t size, size_t *n_out, struct error *e)
{
	*n_out = 0;
	prepare(s);
	return result_of(s, SSL_read_ex(s->ssl, p, size, n_out), e);
}

enum tls_io
tls_session_write(
    struct tls_session *s, struct view v, size_t *n_out, struct error *e)
{
	*n_out = 0;
	prepare(s);
	return result_of(s, SSL_write_ex(s->ssl, v.p, v.n, n_out), e);
}

bool
tls_session_has_pending(const struct tls_session *s)
{
	return SSL_has_pending(s->ssl) == 1;
}

bool
tls_session_is_verified(const struct tls_session *s)
{
	return s->verified;
}

const char *
tls_session_text(const struct tls_session *s)
{
	return s->text;
}

const char *
tls_session_pin(const struct tls_session *s)
{
	return s->pin;
}

/* RFC 9266 2: no context, 32 bytes. */
static bool
export_binding(SSL *ssl, struct binding *out)
{
	static const char label[] = "EXPORTER-Channel-Binding";

	out->type = BINDING_TLS_EXPORTER;
	out->n = BINDING_BYTES;
	return SSL_export_keying_material(ssl, out->bytes, out->n, label,
		   sizeof(label) - 1, NULL, 0, 0) == 1;
}

/* RFC 5929 3.1: the first Finished message, which is ours. */
static bool
take_finished(SSL *ssl, struct binding *out)
{
	out->type = BINDING_TLS_UNIQUE;
	out->n = SSL_get_finished(ssl, out->bytes, sizeof(out->bytes));
	return out->n > 0 && out->n <= sizeof(out->bytes) &&
	    SSL_get_extms_support(ssl) == 1 && SSL_session_reused(ssl) == 0;
}

void
tls_session_binding(const struct tls_session *s, struct binding *out)
{
	int version = SSL_version(s->ssl);
	bool ok = false;

	*out = (struct binding){.type = BINDING_NONE};
	if (s->verified && version == TLS1_3_VERSION)
		ok = export_binding(s->ssl, out);
	else if (s->verified && version == TLS1_2_VERSION)
		ok = take_finished(s->ssl, out);
	if (!ok)
		*out = (struct binding){.type = BINDING_NONE};
}
