/* SPDX-License-Identifier: ISC */
/*
 * An OpenSSL BIO over a non-blocking socket that raises no SIGPIPE; OpenSSL's
 * own uses write(), and libraries leave signals alone.
 */
#ifndef NET_SOCKET_BIO_H
#define NET_SOCKET_BIO_H

#include <openssl/bio.h>

/*
 * The BIO method, to be freed with BIO_meth_free() after the BIOs made from
 * it; NULL when memory is short.
 */
BIO_METHOD *socket_bio_method(void);

/* A BIO on fd, which stays the caller's; NULL when memory is short. */
BIO *socket_bio_new(BIO_METHOD *method, int fd);

/*
 * Before each call into TLS: what that may read.  When it is used up the
 * socket seems to have no more, and the caller gets to look at its deadline: a
 * peer that floods with what TLS passes over would keep the call for ever.
 */
void socket_bio_allow(BIO *bio);

#endif
