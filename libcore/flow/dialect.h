/* SPDX-License-Identifier: ISC */
/* The protocols that a password can be checked in, as one table. */
#ifndef FLOW_DIALECT_H
#define FLOW_DIALECT_H

#include "base/endpoint.h"
#include "base/error.h"
#include "net/contact.h"
#include "sasl/authenticate.h"
#include "sys/deadline.h"

struct imap;
struct pop;

/* A client of whichever protocol; all NULL where there is none. */
struct dialect_client {
	struct imap *imap;
	struct pop *pop;
};

/* What each of them can do: the contracts are those of imap/client.h. */
struct dialect {
	enum error_code (*new)(const struct contact *at,
	    struct dialect_client *out, struct error *e);
	enum error_code (*begin)(
	    struct dialect_client *c, struct deadline d, struct error *e);
	void (*prepare)(struct dialect_client *c,
	    const struct sasl_login *login, struct deadline d);
	enum error_code (*check)(struct dialect_client *c, struct error *e);
	enum error_code (*login)(struct dialect_client *c,
	    const struct sasl_login *login, struct deadline d,
	    struct sasl_answer *out, struct error *e);
	void (*logout)(struct dialect_client *c);
	void (*free)(struct dialect_client *c);
};

/* The row of a protocol; NULL for one that logs nobody in. */
const struct dialect *dialect_of(enum endpoint_protocol protocol);

#endif
