/* SPDX-License-Identifier: ISC */
/*
 * POP3's replies as far as a login meets them (RFC 1939 3, RFC 2449, RFC 5034):
 * pure functions on one line without its CRLF.
 */
#ifndef POP_GRAMMAR_H
#define POP_GRAMMAR_H

#include <stdbool.h>

#include "base/view.h"
#include "sasl/offered.h"

enum pop_kind {
	POP_OK,          /* "+OK text" */
	POP_ERR,         /* "-ERR text" */
	POP_CONTINUATION /* "+ text": text is a challenge */
};

/* A line's parts; views into it. */
struct pop_line {
	enum pop_kind kind;
	struct view code; /* "SYS/TEMP" of "-ERR [SYS/TEMP]"; mostly empty */
	struct view text;
};

/* False, with *out undefined, when the line is none of POP3's replies. */
bool pop_parse_line(struct view line, struct pop_line *out);

/* Whether a line ends a multi-line reply (RFC 1939 3). */
bool pop_ends_list(struct view line);

/* What of a server's capabilities matters to a login.  A plain value. */
struct pop_capabilities {
	bool known; /* the server has CAPA */
	bool user;  /* USER and PASS */
	bool sasl;  /* AUTH, with initial responses (RFC 2449 6.3) */
	char mechanisms[SASL_OFFERED]; /* words: "PLAIN SCRAM-SHA-256" */
};

/* Takes one line of the list that answers CAPA. */
void pop_add_capability(struct view line, struct pop_capabilities *caps);

#endif
