/* SPDX-License-Identifier: ISC */
/*
 * IMAP's replies as far as a login meets them (RFC 9051 7, 9): pure functions
 * on one line without its CRLF.
 */
#ifndef IMAP_GRAMMAR_H
#define IMAP_GRAMMAR_H

#include <stdbool.h>

#include "base/view.h"
#include "sasl/offered.h"

enum imap_kind {
	IMAP_CONTINUATION, /* "+ text": text is a challenge */
	IMAP_UNTAGGED,     /* "* ..." */
	IMAP_TAGGED        /* "tag OK|NO|BAD ..." */
};

enum imap_status {
	IMAP_OK,
	IMAP_NO,
	IMAP_BAD,
	IMAP_BYE,
	IMAP_PREAUTH,
	IMAP_CAPABILITIES, /* "* CAPABILITY words": text is the words */
	IMAP_DATA          /* any other untagged reply */
};

/* A line's parts; views into it. */
struct imap_line {
	enum imap_kind kind;
	enum imap_status status; /* of tagged and untagged lines */
	bool literal;            /* IMAP_DATA goes on behind a "{n}" */
	struct view tag;
	struct view code;      /* "ALERT" of "[ALERT]"; empty without one */
	struct view code_rest; /* what follows it inside the brackets */
	struct view text;
};

/* False, with *out undefined, when the line is none of IMAP's replies. */
bool imap_parse_line(struct view line, struct imap_line *out);

/* What of a server's capabilities matters before login.  A plain value. */
struct imap_capabilities {
	bool known;
	bool sasl_ir; /* RFC 4959; part of IMAP4rev2 */
	bool login_disabled;
	bool literal_plus;             /* LITERAL+ or LITERAL- (RFC 7888) */
	char mechanisms[SASL_OFFERED]; /* words: "PLAIN SCRAM-SHA-256" */
};

/* From the words of a CAPABILITY reply or response code. */
void imap_parse_capabilities(struct view words, struct imap_capabilities *out);

#endif
