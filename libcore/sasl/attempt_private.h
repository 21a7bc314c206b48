/* SPDX-License-Identifier: ISC */
/* What authenticate.c and attempt.c share, and nobody else sees. */
#ifndef SASL_ATTEMPT_PRIVATE_H
#define SASL_ATTEMPT_PRIVATE_H

#include "sasl/authenticate.h"

struct sasl_attempt {
	const struct sasl_protocol *p;
	void *arg;
	const struct sasl_offer *offer;
	const struct sasl_login *login;
	const struct trace *trace;
	struct sasl_terms terms;
	struct deadline d;
	struct sasl_answer answer;
	struct sasl_exchange *x;
	struct buf challenge; /* of x, while it waits for the secret */
	bool waits;
	struct error result; /* of the last mechanism */
	unsigned tried;      /* or not to be tried: sasl_bit() */
	bool own;            /* the protocol's own command is left */
	bool again;          /* the empty last response was repeated */
	bool next; /* nothing was proved: another mechanism may be tried */
};

/*
 * A new exchange, by a mechanism or with NULL by the protocol's own command: to
 * its end, or until it waits for the secret.
 */
enum error_code attempt_begin(struct sasl_attempt *a,
    const struct sasl_mechanism *m, struct error *e);

/* The secret has come: answers what waits for it, and goes on to the end. */
enum error_code attempt_resume(struct sasl_attempt *a, struct error *e);

#endif
