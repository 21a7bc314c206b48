/* SPDX-License-Identifier: ISC */
/* The TLS context: versions, CA store, verification. */
#include "config.h"

#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/castore.h"
#include "net/socket_bio.h"
#include "net/tls.h"
#include "net/tls_session.h"

struct tls {
	SSL_CTX *ctx;
	BIO_METHOD *bio_method;
	const char *pins; /* NULL: none */
};

/* An empty store in place of what openssl.cnf may have put there. */
static X509_STORE *
fresh_store(SSL_CTX *ctx)
{
	X509_STORE *store = X509_STORE_new();

	if (store != NULL)
		SSL_CTX_set_cert_store(ctx, store);
	return store;
}

static enum error_code
load_file(X509_STORE *store, const char *file, struct error *e)
{
	const char *reason;

	if (X509_STORE_load_file(store, file) == 1)
		return ERROR_NONE;
	reason = ERR_reason_error_string(ERR_peek_last_error());
	error_set(e, ERROR_SETTINGS,
	    "CA file %s: %s (it must hold certificates in PEM and be "
	    "readable for all)",
	    file, reason != NULL ? reason : "cannot be read");
	return ERROR_SETTINGS;
}

static enum error_code
load_store(SSL_CTX *ctx, const char *ca_file, struct error *e)
{
	X509_STORE *store = fresh_store(ctx);
	struct castore system;

	if (store == NULL)
		return error_set(e, ERROR_MEMORY, "TLS: no memory");
	if (ca_file != NULL)
		return load_file(store, ca_file, e);
	system = castore_find();
	if (system.file != NULL)
		return load_file(store, system.file, e);
	if (system.dir == NULL)
		return error_set(e, ERROR_SETTINGS,
		    "no CA certificates on this system (install the package "
		    "ca-certificates, or set ca-file)");
	if (X509_STORE_load_path(store, system.dir) != 1)
		return error_set(e, ERROR_MEMORY, "TLS: no memory");
	return ERROR_NONE;
}

/* The system's policy may ask for more than TLS 1.2, never for less. */
static bool
set_up(SSL_CTX *ctx)
{
	if (SSL_CTX_get_min_proto_version(ctx) < TLS1_2_VERSION &&
	    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1)
		return false;
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_options(ctx,
	    SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
		SSL_OP_CLEANSE_PLAINTEXT);
	SSL_CTX_set_mode(ctx,
	    SSL_MODE_ENABLE_PARTIAL_WRITE |
		SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	return true;
}

enum error_code
tls_new(const char *ca_file, struct tls **out, struct error *e)
{
	struct tls *t = calloc(1, sizeof(*t));
	enum error_code code;

	*out = NULL;
	ERR_clear_error();
	if (t != NULL) {
		t->ctx = SSL_CTX_new(TLS_client_method());
		t->bio_method = socket_bio_method();
	}
	if (t == NULL || t->ctx == NULL || t->bio_method == NULL ||
	    !set_up(t->ctx))
		code = error_set(e, ERROR_MEMORY, "TLS: no memory");
	else
		code = load_store(t->ctx, ca_file, e);
	if (code == ERROR_NONE)
		*out = t;
	else
		tls_free(&t);
	return code;
}

void
tls_free(struct tls **t)
{
	if (*t == NULL)
		return;
	SSL_CTX_free((*t)->ctx);
	if ((*t)->bio_method != NULL)
		BIO_meth_free((*t)->bio_method);
	free(*t);
	*t = NULL;
}

void
tls_set_pins(struct tls *t, const char *pins)
{
	t->pins = pins != NULL && pins[0] != '\0' ? pins : NULL;
}

const char *
tls_pins(const struct tls *t)
{
	return t->pins;
}

SSL_CTX *
tls_context(struct tls *t)
{
	return t->ctx;
}

BIO_METHOD *
tls_bio_method(struct tls *t)
{
	return t->bio_method;
}
