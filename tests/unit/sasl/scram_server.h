/* SPDX-License-Identifier: ISC */
/* The server's side of SCRAM with OpenSSL, to check the library against. */
#ifndef TESTS_SASL_SCRAM_SERVER_H
#define TESTS_SASL_SCRAM_SERVER_H

#include "base/binding.h"
#include "base/buf.h"

struct scram_server {
	const char *hash; /* "SHA256" */
	const char *password;
	const char *nonce; /* our half */
	const char *salt;  /* in base64 */
	const char *iterations;
	const char *header;            /* what the client must begin with */
	const struct binding *binding; /* what it must be bound to, or NULL */
	struct buf first_bare;         /* what was said, for the signatures */
	struct buf first;
	struct buf final_bare;
};

/* Afterwards header is that of a client that cannot bind, "n,,". */
void scram_server_init(struct scram_server *s, const char *hash,
    const char *password, const char *nonce, const char *salt,
    const char *iterations);
void scram_server_clear(struct scram_server *s);

/* From the client's first message to ours; plain text, not base64. */
void scram_server_first(
    struct scram_server *s, struct view client, struct buf *out);

/*
 * Whether the client's final message proves the password and is bound to the
 * same connection; ours in out.
 */
bool scram_server_final(
    struct scram_server *s, struct view client, struct buf *out);

#endif
