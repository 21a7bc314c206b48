/* SPDX-License-Identifier: ISC */
/* Certificates for tests, made in memory: one good, the others each bad. */
#ifndef WIRE_PKI_H
#define WIRE_PKI_H

#include <openssl/ssl.h>

/* The host that certificates are for, and what resolves without a network. */
#define PKI_HOST "localhost"
/* A host for connections that need no resolving. */
#define PKI_MAIL_HOST "imap.mail.example.test"

enum pki_kind {
	PKI_GOOD,        /* PKI_HOST, PKI_MAIL_HOST, 127.0.0.1 and ::1 */
	PKI_WILDCARD,    /* *.mail.example.test */
	PKI_EXPIRED,     /* good until yesterday */
	PKI_NOT_YET,     /* good from tomorrow */
	PKI_SELF_SIGNED, /* by its own key */
	PKI_WRONG_NAME,  /* other.example.test */
	PKI_UNKNOWN_CA,  /* by an authority that nobody trusts */
	PKI_COMMON_NAME, /* the host in the common name alone */
	PKI_PARTIAL,     /* im*.mail.example.test */
	PKI_CLIENT,      /* not for servers */
	PKI_TLS12,       /* good, but the server speaks TLS 1.2 at most */
	PKI_NO_EMS,      /* the same, without RFC 7627's master secret */
	PKI_OLD,         /* good, but the server speaks TLS 1.1 at most */
	PKI_KINDS
};

struct pki;

/* Everything in here ends the test process when it fails. */
struct pki *pki_new(void);
void pki_free(struct pki *p);

/* The same with the trusted authority's certificate in a new file, whose path
 * is made of mkstemp()'s template there; removed with it. */
struct pki *pki_open(char *path);
void pki_close(struct pki *p, const char *path);

/* Writes the trusted authority's certificate as PEM, readable for all. */
void pki_save_ca(const struct pki *p, const char *path);

/* A server's context with a certificate of the kind, the caller's. */
SSL_CTX *pki_server(const struct pki *p, enum pki_kind kind);

#endif
