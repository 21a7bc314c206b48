/* SPDX-License-Identifier: ISC */
/* Replies of an SMTP server (RFC 5321 4.2, RFC 2034), line by line. */
#ifndef SMTP_REPLY_H
#define SMTP_REPLY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/* What is kept of a reply's text; an EHLO reply is a few hundred bytes. */
#define SMTP_REPLY_TEXT (64UL * 1024)

/* An enhanced status code (RFC 3463); class 0 when there is none. */
struct smtp_enhanced {
	unsigned class;
	unsigned subject;
	unsigned detail;
};

/* init, add lines until it is complete, use, reset; clear. */
struct smtp_reply {
	unsigned code; /* 0 until the first line */
	unsigned lines;
	struct smtp_enhanced enhanced;
	struct buf text; /* lines without codes, an LF between them */
};

enum smtp_reply_state {
	SMTP_REPLY_MORE, /* another line follows */
	SMTP_REPLY_DONE,
	SMTP_REPLY_BAD /* not a reply: the server broke the protocol */
};

void smtp_reply_init(struct smtp_reply *r);
void smtp_reply_clear(struct smtp_reply *r);

/* Forgets the reply, for the next one. */
void smtp_reply_reset(struct smtp_reply *r);

/*
 * Takes one line, without its line end.  A line has three digits (the first 2
 * to 5) and a '-', a space or nothing; all lines of a reply have the same
 * digits; there are LIMIT_REPLY_LINES at most.  Text beyond SMTP_REPLY_TEXT is
 * dropped.
 */
enum smtp_reply_state smtp_reply_add(struct smtp_reply *r, struct view line);

/*
 * The enhanced code at the start of text, whose class must be want; what it
 * takes, with the space behind it, or 0 with class 0 in *out.
 */
size_t smtp_enhanced_parse(
    struct view text, unsigned want, struct smtp_enhanced *out);

/* "550 5.1.1 text; more text", escaped, cut to fit; returns dst. */
char *smtp_reply_copy(const struct smtp_reply *r, char *dst, size_t size);

#endif
