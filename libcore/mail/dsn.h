/* SPDX-License-Identifier: ISC */
/* Composing a report about mail that was not delivered (RFC 3462, 3464). */
#ifndef MAIL_DSN_H
#define MAIL_DSN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/view.h"

enum dsn_kind {
	DSN_FAILED,  /* nothing more is tried */
	DSN_DELAYED, /* it is tried again */
	DSN_RELAYED, /* it went to a server that reports no further */
	DSN_KINDS
};

/* What the report is about; the strings are the caller's. */
struct dsn {
	enum dsn_kind kind;
	const char *host;   /* of this host, which reports */
	const char *domain; /* for addresses of the report itself */
	const char *to;     /* the reverse-path of the message */
	const char *id;     /* its queue id */
	const char *envid;  /* as the sender gave it; empty: none */
	int64_t arrival;    /* seconds since 1970 */
	int64_t now;
	int64_t until;        /* delayed: it is tried until then */
	struct view original; /* its text with CRLF, as far as it is returned */
	bool whole;           /* that is all of it, not the header section */
	bool international;   /* as international_header() says of it */
};

/* One recipient that it is about. */
struct dsn_recipient {
	const char *original; /* as it stands in the envelope */
	const char *orcpt;    /* "type; address" the sender meant; NULL: none */
	const char *final;
	const char *reply; /* one line: the server's words, or ours */
	bool expired;      /* given up, not refused */
	int64_t attempt;   /* the last one */
};

/* Begins the message: header fields and the part for people up to its list. */
bool dsn_begin(struct buf *b, const struct dsn *d);

/* A recipient in the part for people. */
bool dsn_add_line(struct buf *b, const struct dsn_recipient *r);

/* Ends that part and begins the one for programs. */
bool dsn_begin_fields(struct buf *b, const struct dsn *d);

/* A recipient there.  Addresses that are not ASCII have the type utf-8 and its
 * form of ASCII (RFC 6533 3.), which every reader can take. */
bool dsn_add_fields(
    struct buf *b, const struct dsn *d, const struct dsn_recipient *r);

/* The returned text, and the end.  False when b failed anywhere. */
bool dsn_end(struct buf *b, const struct dsn *d);

/*
 * The enhanced status code in a reply (RFC 3463: "5.1.1"), or fallback: views
 * of either.
 */
struct view dsn_status(struct view reply, const char *fallback);

#endif
