/* SPDX-License-Identifier: ISC */
/* The hash of a certificate's public key as text. */
#include "config.h"

#include <string.h>

#include <openssl/evp.h>

#include "base/view.h"
#include "net/pin.h"

#define PIN_BEGINS "sha256//"

bool
pin_describe(const X509 *certificate, char out[PIN_TEXT])
{
	unsigned char hash[EVP_MAX_MD_SIZE], *der = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
	unsigned hash_n = 0;
	bool ok = n > 0 &&
	    EVP_Digest(der, (size_t)n, hash, &hash_n, EVP_sha256(), NULL) == 1;

	OPENSSL_free(der);
	if (!ok)
		return false;
	memcpy(out, PIN_BEGINS, sizeof(PIN_BEGINS));
	EVP_EncodeBlock(
	    (unsigned char *)out + sizeof(PIN_BEGINS) - 1, hash, (int)hash_n);
	return true;
}

bool
pin_check(const char *pins, const char *pin)
{
	struct view words = view_of(pins), word;

	while (view_word(&words, &word))
		if (view_eq_str(word, pin))
			return true;
	return false;
}
