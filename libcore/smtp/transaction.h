/* SPDX-License-Identifier: ISC */
/*
 * One mail transaction (RFC 5321 3.3): its commands in order, and what became
 * of each.  Pure: it neither sends nor receives.
 *
 * The commands of a transaction are known beforehand: RSET (but for a
 * connection's first), MAIL, a RCPT each, then BDATs, the last with LAST, or
 * DATA and the end of the text.  What is sent is always a prefix of them, and
 * answers come in the same order, so that two counters say everything.
 */
#ifndef SMTP_TRANSACTION_H
#define SMTP_TRANSACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "smtp/features.h"
#include "smtp/reply.h"

enum smtp_command {
	SMTP_RSET,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_BDAT,
	SMTP_DATA,
	SMTP_TEXT, /* the text and its lone dot */
	SMTP_END   /* nothing left to send */
};

/* What the server said to a command; code 0 when it said nothing. */
struct smtp_answer {
	unsigned code;
	struct smtp_enhanced enhanced;
	char text[LIMIT_MESSAGE_TEXT]; /* all of it, escaped */
};

struct smtp_recipient {
	const char *address;
	/* As RCPT has them (RFC 3461); empty or NULL for nothing.  Only said
	 * to a server that offers DSN. */
	const char *notify;
	const char *orcpt;
	unsigned code; /* 2xx, or there is an answer; 0: no answer yet */
	struct smtp_answer *answer; /* to a RCPT that was refused */
};

struct smtp_transaction {
	/* Of the caller, before smtp_transaction_begin(). */
	const char *sender; /* empty for null */
	struct smtp_recipient *recipients;
	unsigned n_recipients;
	uint64_t size; /* of the text */
	bool eight_bit;
	bool smtputf8; /* it needs SMTPUTF8 (RFC 6531), which is offered */
	/* The same of the message, not encoded. */
	const char *ret;
	const char *envid;
	/* Fixed by smtp_transaction_begin(). */
	bool reset;
	bool chunking;
	bool pipelining;
	/* How far it is. */
	unsigned sent;     /* commands */
	unsigned answered; /* of those */
	unsigned accepted; /* recipients */
	bool whole;        /* all of the text is sent */
	struct smtp_answer mail;
	struct smtp_answer final; /* to the text, or what refused it */
};

/* What an answer means for the connection. */
enum smtp_verdict {
	SMTP_GO_ON,
	SMTP_CLOSING,     /* 421 */
	SMTP_OUT_OF_STEP, /* an answer that cannot be one to this command */
	SMTP_NO_CHUNKING  /* BDAT is not known */
};

/* What became of a recipient. */
enum smtp_fate {
	SMTP_FATE_SENT,         /* MAIL, RCPT and the text are 2xx */
	SMTP_FATE_MAIL_REFUSED, /* by the answer to MAIL */
	SMTP_FATE_RCPT_REFUSED, /* by the answer to its RCPT */
	SMTP_FATE_TEXT_REFUSED, /* by the answer to DATA, BDAT or the text */
	SMTP_FATE_UNKNOWN,      /* all was sent, and no answer came */
	SMTP_FATE_UNSENT        /* it cannot have been accepted */
};

/* Starts it, or starts it again; reset says whether RSET goes first. */
void smtp_transaction_begin(
    struct smtp_transaction *t, bool reset, bool chunking, bool pipelining);

/* Takes the answers away from the recipients. */
void smtp_transaction_clear(struct smtp_transaction *t);

/* The command at a position; *arg_out is a recipient's or chunk's number. */
enum smtp_command smtp_transaction_command(
    const struct smtp_transaction *t, unsigned position, unsigned *arg_out);

/*
 * What may be sent now: the next command; SMTP_END when there is nothing left
 * or answers make the rest useless.  False while answers must come first.
 */
bool smtp_transaction_next(const struct smtp_transaction *t,
    enum smtp_command *command_out, unsigned *arg_out);

/* Bytes of the text in a chunk, and whether it is the last one. */
uint64_t smtp_transaction_chunk(
    const struct smtp_transaction *t, unsigned chunk, bool *last_out);

/* Whether every RCPT is answered. */
bool smtp_transaction_knows_recipients(const struct smtp_transaction *t);

/* Whether a recipient will take the text, as far as answers tell. */
bool smtp_transaction_wanted(const struct smtp_transaction *t);

/* Appends a command's line, CRLF included; nothing for SMTP_TEXT. */
bool smtp_transaction_line(const struct smtp_transaction *t,
    enum smtp_command command, unsigned arg, const struct smtp_features *f,
    struct buf *out);

/* Takes the reply to the oldest command without one; there must be one. */
enum smtp_verdict smtp_transaction_answer(
    struct smtp_transaction *t, const struct smtp_reply *reply);

/* Whether everything that was sent is answered and nothing is left. */
bool smtp_transaction_is_over(const struct smtp_transaction *t);

/* Whether anything was refused. */
bool smtp_transaction_is_refused(const struct smtp_transaction *t);

/*
 * What became of recipient i; *answer_out is the answer that decided, valid as
 * long as t, or NULL for SMTP_FATE_UNKNOWN and _UNSENT.
 */
enum smtp_fate smtp_transaction_fate(const struct smtp_transaction *t,
    unsigned i, const struct smtp_answer **answer_out);

#endif
