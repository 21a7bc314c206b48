/* SPDX-License-Identifier: ISC */
/* SCRAM (RFC 5802 3) with OpenSSL's hashes. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "sasl/base64.h"
#include "sasl/scram_server.h"

void
scram_server_init(struct scram_server *s, const char *hash,
    const char *password, const char *nonce, const char *salt,
    const char *iterations)
{
	*s = (struct scram_server){.hash = hash,
	    .password = password,
	    .nonce = nonce,
	    .salt = salt,
	    .iterations = iterations,
	    .header = "n,,"};
	buf_init(&s->first_bare, 4096);
	buf_init(&s->first, 4096);
	buf_init(&s->final_bare, 4096);
}

void
scram_server_clear(struct scram_server *s)
{
	buf_clear(&s->first_bare);
	buf_clear(&s->first);
	buf_clear(&s->final_bare);
}

/* The value of an attribute, "r=" for example. */
static struct view
attribute(struct view message, const char *name)
{
	struct view part;

	while (view_split(&message, ',', &part))
		if (view_starts(part, name))
			return view_from(part, 2);
	ck_abort_msg("no %s in a SCRAM message", name);
	return message;
}

void
scram_server_first(struct scram_server *s, struct view client, struct buf *out)
{
	ck_assert(view_starts(client, s->header));
	buf_add(&s->first_bare, view_from(client, strlen(s->header)));
	buf_add_str(out, "r=");
	buf_add(out, attribute(buf_view(&s->first_bare), "r="));
	buf_printf(out, "%s,s=%s,i=%s", s->nonce, s->salt, s->iterations);
	buf_add(&s->first, buf_view(out));
}

static void
mac(const struct scram_server *s, const unsigned char *key, size_t n,
    struct view text, unsigned char *out)
{
	unsigned len;

	ck_assert_ptr_nonnull(HMAC(EVP_get_digestbyname(s->hash), key, (int)n,
	    (const unsigned char *)text.p, text.n, out, &len));
}

static size_t
salted_password(const struct scram_server *s, unsigned char *out)
{
	const EVP_MD *md = EVP_get_digestbyname(s->hash);
	struct buf salt;

	buf_init(&salt, 256);
	ck_assert(base64_decode(&salt, view_of(s->salt)));
	ck_assert(PKCS5_PBKDF2_HMAC(s->password, (int)strlen(s->password),
	    (unsigned char *)salt.p, (int)salt.n, atoi(s->iterations), md,
	    EVP_MD_size(md), out));
	buf_clear(&salt);
	return (size_t)EVP_MD_size(md);
}

/* Whether "c=" repeats the header and holds our end's binding. */
static bool
check_binding(const struct scram_server *s, struct view client)
{
	struct buf want, got;
	bool same;

	buf_init(&want, 256);
	buf_init(&got, 256);
	buf_add_str(&want, s->header);
	if (s->binding != NULL)
		buf_add(&want,
		    view_make((const char *)s->binding->bytes, s->binding->n));
	ck_assert(base64_decode(&got, attribute(client, "c=")));
	same = view_eq(buf_view(&want), buf_view(&got));
	buf_clear(&want);
	buf_clear(&got);
	return same;
}

bool
scram_server_final(struct scram_server *s, struct view client, struct buf *out)
{
	unsigned char salted[EVP_MAX_MD_SIZE], key[EVP_MAX_MD_SIZE];
	unsigned char stored[EVP_MAX_MD_SIZE], signature[EVP_MAX_MD_SIZE];
	size_t n = salted_password(s, salted);
	struct buf auth, proof;
	bool good;

	buf_init(&auth, 8192);
	buf_init(&proof, 256);
	ck_assert(base64_decode(&proof, attribute(client, "p=")));
	ck_assert_uint_eq(proof.n, n);
	buf_add(&auth, buf_view(&s->first_bare));
	buf_add_str(&auth, ",");
	buf_add(&auth, buf_view(&s->first));
	buf_add_str(&auth, ",");
	buf_add(&auth, view_before(client, view_find_last(client, ',')));
	mac(s, salted, n, view_of("Client Key"), key);
	EVP_Digest(key, n, stored, NULL, EVP_get_digestbyname(s->hash), NULL);
	mac(s, stored, n, buf_view(&auth), signature);
	for (size_t i = 0; i < n; i++)
		signature[i] ^= (unsigned char)proof.p[i];
	good = memcmp(signature, key, n) == 0 && check_binding(s, client);
	mac(s, salted, n, view_of("Server Key"), key);
	mac(s, key, n, buf_view(&auth), signature);
	buf_add_str(out, "v=");
	base64_encode(out, view_make(signature, n));
	buf_clear(&auth);
	buf_clear(&proof);
	return good;
}
