/* SPDX-License-Identifier: ISC */
/*
 * The server's side of SMTP (RFC 5321) as -bs speaks it: what a command does
 * to the envelope and what is replied.  It reads and writes nothing.
 */
#ifndef SENDMAIL_DIALOGUE_H
#define SENDMAIL_DIALOGUE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/view.h"
#include "queue/orcpt.h"

/* A command line without its end: twice what RFC 5321 4.5.3.1.4 and the
 * parameters of the extensions need. */
#define DIALOGUE_LINE 2048
/* The most that one command adds to the replies. */
#define DIALOGUE_REPLY 1024

/* What is to be done next. */
enum dialogue_next {
	DIALOGUE_COMMAND, /* read another command */
	DIALOGUE_TEXT,    /* read the text: the envelope is complete */
	DIALOGUE_QUIT
};

/* An envelope in the making; init, clear. */
struct dialogue {
	const char *domain; /* our name, the caller's */
	bool has_sender;
	char sender[LIMIT_ADDRESS + 1]; /* empty: the null sender */
	char ret[8];
	char envid[128];
	struct buf recipients; /* n strings "<address>", each with its NUL */
	unsigned n_recipients;
	unsigned char notifies[LIMIT_RECIPIENTS]; /* enum notify of each */
	struct buf orcpts; /* n strings, each with its NUL; empty for none */
	/* Of the recipient that is being named. */
	unsigned notify;
	char orcpt[ORCPT_MAX + 1];
};

void dialogue_init(struct dialogue *d, const char *domain);
void dialogue_clear(struct dialogue *d);

/* Forgets the envelope. */
void dialogue_reset(struct dialogue *d);

/* Appends the greeting; what becomes of a line that is longer than
 * DIALOGUE_LINE. */
void dialogue_greet(const struct dialogue *d, struct buf *replies);
void dialogue_too_long(struct buf *replies);

/*
 * Acts on a command, a line without its end, and appends the reply.  With
 * DIALOGUE_TEXT the envelope is good for one message, which dialogue_done()
 * ends.
 */
enum dialogue_next dialogue_step(
    struct dialogue *d, struct view line, struct buf *replies);

/*
 * Appends the reply to a text and forgets the envelope.  status is of
 * sysexits.h; text is the queue id with 0, else the reason.
 */
void dialogue_done(
    struct dialogue *d, int status, const char *text, struct buf *replies);

#endif
