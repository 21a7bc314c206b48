/* SPDX-License-Identifier: ISC */
/* Hashing a stored password with yescrypt. */
#include "config.h"

#include <crypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/num.h"
#include "pam_imap/daemon/offline_hash.h"

/* yescrypt and its default cost; what a file has must start with just this. */
#define METHOD "$y$"
#define SETTING METHOD "j9T$"

#define DIGEST_SIZE 32
#define PHRASE_SIZE (2 * DIGEST_SIZE + 1)

static bool
add(EVP_MD_CTX *ctx, struct view part)
{
	unsigned char length[8];

	num_put64(length, part.n);
	return EVP_DigestUpdate(ctx, length, sizeof(length)) == 1 &&
	    EVP_DigestUpdate(ctx, part.p, part.n) == 1;
}

/* SHA-256 over all that is bound together, each with its length before it. */
static bool
bind(const struct offline_record *r, const struct secret *password,
    struct view machine, unsigned char digest[DIGEST_SIZE])
{
	unsigned char numbers[16];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;

	num_put64(numbers, r->uid);
	num_put64(numbers + 8, r->stored);
	ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 &&
	    add(ctx, view_of("postern-offline")) && add(ctx, machine) &&
	    add(ctx, view_of(r->address)) &&
	    add(ctx, view_make(numbers, sizeof(numbers))) &&
	    add(ctx, secret_view(password)) &&
	    EVP_DigestFinal_ex(ctx, digest, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

/* What crypt() is given: that digest in hex, since it stops at a NUL. */
static bool
make_phrase(const struct offline_record *r, const struct secret *password,
    struct view machine, char phrase[PHRASE_SIZE])
{
	unsigned char digest[DIGEST_SIZE];
	bool ok = bind(r, password, machine, digest);

	for (size_t i = 0; ok && i < DIGEST_SIZE; i++)
		snprintf(phrase + 2 * i, 3, "%02x", digest[i]);
	explicit_bzero(digest, sizeof(digest));
	return ok;
}

/* crypt() of all that; false when there is no hash of the setting's kind. */
static bool
crypt_bound(const struct offline_record *r, const struct secret *password,
    struct view machine, const char *setting, char hash_out[OFFLINE_HASH + 1])
{
	char phrase[PHRASE_SIZE];
	void *data = NULL;
	int size = 0;
	const char *hash = NULL;
	bool ok;

	if (make_phrase(r, password, machine, phrase))
		hash = crypt_ra(phrase, setting, &data, &size);
	ok = hash != NULL && view_starts(view_of(hash), SETTING) &&
	    view_copy(view_of(hash), hash_out, OFFLINE_HASH + 1);
	explicit_bzero(phrase, sizeof(phrase));
	if (data != NULL)
		explicit_bzero(data, (size_t)size);
	free(data);
	return ok;
}

enum error_code
offline_hash_make(struct offline_record *r, const struct secret *password,
    struct view machine, struct error *e)
{
	char *setting = crypt_gensalt_ra(METHOD, 0, NULL, 0);
	bool ok = setting != NULL &&
	    crypt_bound(r, password, machine, setting, r->hash);

	free(setting);
	return ok ? ERROR_NONE
		  : error_set_errno(e, ERROR_SYSTEM, "hashing with yescrypt");
}

/* Neither length nor bytes of what is not a secret are hidden. */
static bool
is_equal(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && CRYPTO_memcmp(a, b, n) == 0;
}

enum error_code
offline_hash_check(const struct offline_record *r,
    const struct secret *password, struct view machine, struct error *e)
{
	char hash[OFFLINE_HASH + 1];
	bool same;

	if (!view_starts(view_of(r->hash), SETTING))
		return error_set(e, ERROR_DENIED, "a hash of another kind");
	if (!crypt_bound(r, password, machine, r->hash, hash))
		return error_set_errno(
		    e, ERROR_SYSTEM, "hashing with yescrypt");
	same = is_equal(hash, r->hash);
	explicit_bzero(hash, sizeof(hash));
	return same ? ERROR_NONE
		    : error_set(e, ERROR_DENIED, "not the stored password");
}
