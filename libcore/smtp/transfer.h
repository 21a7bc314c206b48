/* SPDX-License-Identifier: ISC */
/*
 * Messages on their way over one session: transactions are sent within the
 * window, and replies are matched while more is being written.  Nothing here
 * waits: the caller polls.
 */
#ifndef SMTP_TRANSFER_H
#define SMTP_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "smtp/client.h"
#include "smtp/text.h"
#include "smtp/transaction.h"
#include "sys/deadline.h"

/* One message; the caller fills in the first three. */
struct smtp_outgoing {
	struct smtp_transaction transaction;
	struct smtp_text text;
	void *owner;
	uint64_t put;    /* bytes of the text that were put */
	uint64_t end_at; /* of the transfer's bytes: where the text ended */
	int64_t started; /* by deadline_now() */
	struct smtp_outgoing *next;
};

/* Told that a message is over; it is the caller's again. */
typedef void smtp_done_fn(void *arg, struct smtp_outgoing *o);

/*
 * Asked for the next message when one may follow at once, so that its commands
 * ride with what is sent already: may call smtp_transfer_start().
 */
typedef void smtp_more_fn(void *arg);

struct smtp_transfer;

/*
 * On a session, which stays the caller's and must outlive it.  With chunking
 * BDAT is used where the server offers it, with PIPELINING.  ERROR_MEMORY.
 */
enum error_code smtp_transfer_new(struct smtp *session, bool chunking,
    smtp_done_fn *done, smtp_more_fn *more, void *arg,
    struct smtp_transfer **out, struct error *e);

/* Messages on their way must have been ended before.  NULL is fine. */
void smtp_transfer_free(struct smtp_transfer **t);

/* Whether a message of this size may start now. */
bool smtp_transfer_check(const struct smtp_transfer *t, uint64_t size);

/* Starts one, which the check allowed; it stays put until it is done. */
void smtp_transfer_start(struct smtp_transfer *t, struct smtp_outgoing *o);

/*
 * Sends and receives what can be without waiting.  ERROR_LATER when the
 * connection ended or the server ends it (421), ERROR_PROTOCOL when it is out
 * of step or does not know BDAT, ERROR_SYSTEM when the text of the message
 * that is being sent cannot be read: end the transfer then, and close.
 */
enum error_code smtp_transfer_work(struct smtp_transfer *t, struct error *e);

/* Whether no message is on its way. */
bool smtp_transfer_is_idle(const struct smtp_transfer *t);

/* Whether BDAT is used. */
bool smtp_transfer_is_chunking(const struct smtp_transfer *t);

/* Whether the server said 421. */
bool smtp_transfer_is_closing(const struct smtp_transfer *t);

/* Whether nothing was answered since the first of these messages started: a
 * connection that had nothing to do may be gone before we hear of it. */
bool smtp_transfer_is_silent(const struct smtp_transfer *t);

/* The oldest message on its way, or NULL. */
struct smtp_outgoing *smtp_transfer_first(const struct smtp_transfer *t);

/* The message whose text is being sent, or NULL. */
struct smtp_outgoing *smtp_transfer_current(const struct smtp_transfer *t);

/*
 * When the server has taken too long (RFC 5321 4.5.3.2): over a whole reply,
 * however many bytes of it have come; over taking what is sent, by the pause
 * and by the rate; over a whole message.
 */
struct deadline smtp_transfer_deadline(const struct smtp_transfer *t);

/* Hands every message on its way to done; the connection is lost. */
void smtp_transfer_end(struct smtp_transfer *t);

#endif
