/* SPDX-License-Identifier: ISC */
/* The words and signs of an address list (RFC 5322 3.2), one by one. */
#ifndef MAIL_ADDRESS_TOKEN_H
#define MAIL_ADDRESS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/view.h"

enum address_token_type {
	ADDRESS_TOKEN_END,
	ADDRESS_TOKEN_WORD, /* atom, quoted string or domain literal */
	ADDRESS_TOKEN_JOIN, /* '.' or '@' */
	ADDRESS_TOKEN_SIGN, /* one of , ; : < > */
	ADDRESS_TOKEN_BAD   /* an open quote, comment or bracket */
};

struct address_token {
	enum address_token_type type;
	char sign;       /* the sign itself; '"' for a quoted string */
	bool spaced;     /* white space or a comment stood before it */
	struct view raw; /* as it stands in the text */
};

/*
 * The length of what open begins and close ends at the start of v, backslashes
 * heeded, nested when they differ; 0 when it does not end.
 */
size_t address_enclosed_length(struct view v, char open, char close);

/*
 * Takes the next token off *rest.  The text of the last comment that was
 * skipped replaces what is in comment; without one it is left alone.
 */
struct address_token address_token_next(struct view *rest, struct buf *comment);

/* Appends a word's text: without its quotes and backslashes, folding as
 * spaces. */
void address_token_add_text(struct buf *b, const struct address_token *t);

#endif
