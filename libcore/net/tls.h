/* SPDX-License-Identifier: ISC */
/*
 * TLS settings: one context a process.  Verification against the CA store and
 * the name cannot be turned off.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/error.h"

struct tls;

/*
 * A context of TLS 1.2 and better that verifies against the CA file, or with
 * NULL the system's store: its hashed directory when that has an entry
 * (XXXXXXXX.N), which costs nothing, else its bundle.  SSL_CERT_FILE and
 * SSL_CERT_DIR mean nothing here.  ERROR_SETTINGS when the file cannot be used
 * (the text names it) or the system has no store, ERROR_MEMORY.
 */
enum error_code tls_new(const char *ca_file, struct tls **out, struct error *e);

/*
 * From now on a server's public key must be one of pins, words as
 * pin_describe() writes them, besides all else that must hold of its
 * certificate; NULL or empty: any key.  They stay the caller's and must live as
 * long as t.
 */
void tls_set_pins(struct tls *t, const char *pins);

/* Takes NULL in *t; sets *t to NULL.  After the sessions that use it. */
void tls_free(struct tls **t);

#endif
