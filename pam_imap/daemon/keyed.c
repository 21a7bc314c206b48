/* SPDX-License-Identifier: ISC */
/* HMAC-SHA-256 by OpenSSL with a key from the kernel. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/num.h"
#include "pam_imap/daemon/keyed.h"

struct keyed {
	EVP_MAC_CTX *ctx; /* with the key, and nothing else yet */
};

static bool
set_key(EVP_MAC_CTX *ctx, const unsigned char key[KEYED_SIZE])
{
	char sha256[] = "SHA256";
	const OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
	    OSSL_PARAM_construct_end()};

	return EVP_MAC_init(ctx, key, KEYED_SIZE, params) == 1;
}

static enum error_code
prepare(struct keyed *k, struct error *e)
{
	unsigned char key[KEYED_SIZE];
	EVP_MAC *mac;
	bool ok;

	if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return error_set_errno(e, ERROR_SYSTEM, "random bytes");
	mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
	k->ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
	ok = k->ctx != NULL && set_key(k->ctx, key);
	EVP_MAC_free(mac);
	explicit_bzero(key, sizeof(key));
	return ok ? ERROR_NONE
		  : error_set(e, ERROR_MEMORY, "no memory for HMAC-SHA-256");
}

enum error_code
keyed_new(struct keyed **out, struct error *e)
{
	struct keyed *k = calloc(1, sizeof(*k));
	enum error_code code;

	*out = NULL;
	if (k == NULL)
		return error_set(e, ERROR_MEMORY, "no memory for a key");
	code = prepare(k, e);
	if (code == ERROR_NONE)
		*out = k;
	else
		keyed_free(&k);
	return code;
}

void
keyed_free(struct keyed **k)
{
	if (*k != NULL)
		EVP_MAC_CTX_free((*k)->ctx);
	free(*k);
	*k = NULL;
}

static bool
add(EVP_MAC_CTX *ctx, struct view part)
{
	unsigned char length[8];

	num_put64(length, part.n);
	return EVP_MAC_update(ctx, length, sizeof(length)) == 1 &&
	    (part.n == 0 ||
		EVP_MAC_update(ctx, (const unsigned char *)part.p, part.n) ==
		    1);
}

bool
keyed_digest(const struct keyed *k, const struct view *parts, size_t n,
    unsigned char out[KEYED_SIZE])
{
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_dup(k->ctx);
	bool ok = ctx != NULL;
	size_t size = 0;

	for (size_t i = 0; ok && i < n; i++)
		ok = add(ctx, parts[i]);
	ok = ok && EVP_MAC_final(ctx, out, &size, KEYED_SIZE) == 1 &&
	    size == KEYED_SIZE;
	EVP_MAC_CTX_free(ctx);
	return ok;
}

bool
keyed_equal(
    const unsigned char a[KEYED_SIZE], const unsigned char b[KEYED_SIZE])
{
	return CRYPTO_memcmp(a, b, KEYED_SIZE) == 0;
}
