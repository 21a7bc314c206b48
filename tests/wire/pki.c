/* SPDX-License-Identifier: ISC */
/* Making certificates for tests. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "wire/pki.h"

#define DAY 86400L

struct pki {
	EVP_PKEY *ca_key;
	X509 *ca;
	EVP_PKEY *other_key;
	X509 *other_ca;
	EVP_PKEY *key;
};

/* How each kind differs from the good one. */
static const struct kind {
	const char *common_name;
	const char *names; /* NULL: no alternative names */
	const char *usage;
	long from_days, until_days;
} kinds[PKI_KINDS] = {
    [PKI_GOOD] = {"server",
	"DNS:localhost,DNS:imap.mail.example.test,IP:127.0.0.1,IP:::1",
	"serverAuth", -1, 2},
    [PKI_WILDCARD] = {"server", "DNS:*.mail.example.test", "serverAuth", -1, 2},
    [PKI_EXPIRED] = {"server", "DNS:localhost,DNS:imap.mail.example.test",
	"serverAuth", -3, -1},
    [PKI_NOT_YET] = {"server", "DNS:localhost,DNS:imap.mail.example.test",
	"serverAuth", 1, 3},
    [PKI_SELF_SIGNED] = {"server", "DNS:localhost,DNS:imap.mail.example.test",
	"serverAuth", -1, 2},
    [PKI_WRONG_NAME] = {"server", "DNS:other.example.test", "serverAuth", -1,
	2},
    [PKI_UNKNOWN_CA] = {"server", "DNS:localhost,DNS:imap.mail.example.test",
	"serverAuth", -1, 2},
    [PKI_COMMON_NAME] = {"imap.mail.example.test", NULL, "serverAuth", -1, 2},
    [PKI_PARTIAL] = {"server", "DNS:im*.mail.example.test", "serverAuth", -1,
	2},
    [PKI_CLIENT] = {"server", "DNS:localhost,DNS:imap.mail.example.test",
	"clientAuth", -1, 2},
    [PKI_TLS12] = {"server",
	"DNS:localhost,DNS:imap.mail.example.test,IP:127.0.0.1,IP:::1",
	"serverAuth", -1, 2},
    [PKI_NO_EMS] = {"server",
	"DNS:localhost,DNS:imap.mail.example.test,IP:127.0.0.1,IP:::1",
	"serverAuth", -1, 2},
    [PKI_OLD] = {"server", "DNS:localhost,DNS:imap.mail.example.test",
	"serverAuth", -1, 2},
};

static void
must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "pki: %s failed\n", what);
		exit(99);
	}
}

static void
add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	must(ext != NULL && X509_add_ext(cert, ext, -1), value);
	X509_EXTENSION_free(ext);
}

static X509 *
make_certificate(const char *name, EVP_PKEY *key, long from, long until)
{
	static long serial = 1;
	X509 *cert = X509_new();
	X509_NAME *subject;

	must(cert != NULL && X509_set_version(cert, 2), "X509_new");
	ASN1_INTEGER_set(X509_get_serialNumber(cert), serial++);
	X509_gmtime_adj(X509_getm_notBefore(cert), from * DAY);
	X509_gmtime_adj(X509_getm_notAfter(cert), until * DAY);
	subject = X509_get_subject_name(cert);
	must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
		 (const unsigned char *)name, -1, -1, 0),
	    "name");
	must(X509_set_pubkey(cert, key), "key");
	return cert;
}

static void
sign(X509 *cert, X509 *issuer, EVP_PKEY *key)
{
	must(X509_set_issuer_name(cert, X509_get_subject_name(issuer)) &&
		X509_sign(cert, key, EVP_sha256()),
	    "signing");
}

static X509 *
make_ca(const char *name, EVP_PKEY *key)
{
	X509 *ca = make_certificate(name, key, -5, 5);

	add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(ca, ca, NID_key_usage, "critical,keyCertSign");
	sign(ca, ca, key);
	return ca;
}

struct pki *
pki_new(void)
{
	struct pki *p = calloc(1, sizeof(*p));

	must(p != NULL, "calloc");
	p->ca_key = EVP_EC_gen("P-256");
	p->other_key = EVP_EC_gen("P-256");
	p->key = EVP_EC_gen("P-256");
	must(p->ca_key && p->other_key && p->key, "EVP_EC_gen");
	p->ca = make_ca("Test authority", p->ca_key);
	p->other_ca = make_ca("Other authority", p->other_key);
	return p;
}

void
pki_free(struct pki *p)
{
	EVP_PKEY_free(p->ca_key);
	EVP_PKEY_free(p->other_key);
	EVP_PKEY_free(p->key);
	X509_free(p->ca);
	X509_free(p->other_ca);
	free(p);
}

void
pki_save_ca(const struct pki *p, const char *path)
{
	FILE *f = fopen(path, "we");

	must(f != NULL && PEM_write_X509(f, p->ca), path);
	must(fclose(f) == 0 && chmod(path, 0644) == 0, path);
}

struct pki *
pki_open(char *path)
{
	struct pki *p = pki_new();
	int fd = mkstemp(path);

	must(fd >= 0 && close(fd) == 0, path);
	pki_save_ca(p, path);
	return p;
}

void
pki_close(struct pki *p, const char *path)
{
	unlink(path);
	pki_free(p);
}

SSL_CTX *
pki_server(const struct pki *p, enum pki_kind kind)
{
	const struct kind *k = &kinds[kind];
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	X509 *cert = make_certificate(
	    k->common_name, p->key, k->from_days, k->until_days);

	if (k->names != NULL)
		add_extension(cert, p->ca, NID_subject_alt_name, k->names);
	add_extension(cert, p->ca, NID_ext_key_usage, k->usage);
	if (kind == PKI_SELF_SIGNED)
		sign(cert, cert, p->key);
	else if (kind == PKI_UNKNOWN_CA)
		sign(cert, p->other_ca, p->other_key);
	else
		sign(cert, p->ca, p->ca_key);
	must(ctx != NULL && SSL_CTX_use_certificate(ctx, cert) &&
		SSL_CTX_use_PrivateKey(ctx, p->key),
	    "context");
	if (kind == PKI_OLD) {
		SSL_CTX_set_security_level(ctx, 0);
		must(SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) &&
			SSL_CTX_set_max_proto_version(ctx, TLS1_1_VERSION),
		    "TLS 1.1");
	}
	if (kind == PKI_NO_EMS)
		SSL_CTX_set_options(ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
	if (kind == PKI_TLS12 || kind == PKI_NO_EMS)
		must(SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION) == 1,
		    "TLS 1.2");
	X509_free(cert);
	return ctx;
}
