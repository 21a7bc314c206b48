/* SPDX-License-Identifier: ISC */
/* Messages on their way: starting, matching replies, ending. */
#include "config.h"

#include <stdlib.h>

#include "smtp/transfer_private.h"

enum error_code
smtp_transfer_new(struct smtp *session, bool chunking, smtp_done_fn *done,
    smtp_more_fn *more, void *arg, struct smtp_transfer **out, struct error *e)
{
	struct smtp_transfer *t = calloc(1, sizeof(*t));
	const struct smtp_features *f = smtp_features(session);

	*out = NULL;
	if (t == NULL)
		return error_set(e, ERROR_MEMORY, "transfer: no memory");
	t->session = session;
	t->stream = smtp_stream(session);
	t->done = done;
	t->more = more;
	t->arg = arg;
	t->pipelining = f->pipelining;
	t->chunking = chunking && f->chunking && f->pipelining;
	t->tail = &t->first;
	smtp_window_init(&t->window);
	smtp_reply_init(&t->reply);
	buf_init(&t->piece, 4 * SMTP_PIECE);
	buf_init(&t->stuffed, 4 * SMTP_PIECE);
	*out = t;
	return ERROR_NONE;
}

void
smtp_transfer_free(struct smtp_transfer **t)
{
	if (*t == NULL)
		return;
	smtp_reply_clear(&(*t)->reply);
	buf_clear(&(*t)->piece);
	buf_clear(&(*t)->stuffed);
	free(*t);
	*t = NULL;
}

bool
smtp_transfer_is_idle(const struct smtp_transfer *t)
{
	return t->first == NULL;
}

bool
smtp_transfer_is_chunking(const struct smtp_transfer *t)
{
	return t->chunking;
}

bool
smtp_transfer_is_closing(const struct smtp_transfer *t)
{
	return t->closing;
}

bool
smtp_transfer_is_silent(const struct smtp_transfer *t)
{
	return t->silent;
}

struct smtp_outgoing *
smtp_transfer_first(const struct smtp_transfer *t)
{
	return t->first;
}

struct smtp_outgoing *
smtp_transfer_current(const struct smtp_transfer *t)
{
	return t->current;
}

bool
smtp_transfer_check(const struct smtp_transfer *t, uint64_t size)
{
	if (t->current != NULL)
		return false;
	if (t->chunking)
		return smtp_window_check(&t->window, size);
	return t->window.messages < (t->pipelining ? 2U : 1U);
}

void
smtp_transfer_start(struct smtp_transfer *t, struct smtp_outgoing *o)
{
	o->started = deadline_now();
	if (t->first == NULL) {
		t->silent = true;
		t->heard = t->moved = t->writing = o->started;
	}
	smtp_transaction_begin(
	    &o->transaction, t->reset, t->chunking, t->pipelining);
	t->reset = true;
	o->put = 0;
	o->end_at = 0;
	o->next = NULL;
	*t->tail = o;
	t->tail = &o->next;
	t->current = o;
	smtp_window_add(&t->window, o->transaction.size);
}

/* Takes the oldest message off the list and hands it back. */
static void
finish_first(struct smtp_transfer *t)
{
	struct smtp_outgoing *o = t->first;

	t->first = o->next;
	if (t->first == NULL)
		t->tail = &t->first;
	if (t->current == o)
		t->current = NULL;
	smtp_window_remove(&t->window, o->transaction.size,
	    smtp_transaction_is_refused(&o->transaction));
	t->done(t->arg, o);
}

void
smtp_transfer_settle(struct smtp_transfer *t)
{
	while (t->first != NULL && t->first != t->current &&
	    smtp_transaction_is_over(&t->first->transaction))
		finish_first(t);
}

static enum error_code
out_of_step(struct smtp_transfer *t, const char *what, struct error *e)
{
	char reply[LIMIT_MESSAGE_TEXT / 2];

	smtp_reply_copy(&t->reply, reply, sizeof(reply));
	return error_set(e, ERROR_PROTOCOL, "%s: %s", what, reply);
}

/* A whole reply. */
static enum error_code
match(struct smtp_transfer *t, struct error *e)
{
	struct smtp_outgoing *o = smtp_transfer_expecting(t);
	enum smtp_verdict verdict = t->reply.code == 421 ? SMTP_CLOSING
	    : o == NULL                                  ? SMTP_OUT_OF_STEP
			: smtp_transaction_answer(&o->transaction, &t->reply);

	switch (verdict) {
	case SMTP_GO_ON:
		t->silent = false;
		smtp_transfer_settle(t);
		return ERROR_NONE;
	case SMTP_CLOSING:
		t->closing = true;
		out_of_step(t, "the server closes the connection", e);
		return e->code = ERROR_LATER;
	case SMTP_NO_CHUNKING:
		return out_of_step(
		    t, "the server offers CHUNKING and does not know it", e);
	case SMTP_OUT_OF_STEP:
		break;
	}
	return out_of_step(
	    t, "the server's replies do not fit the commands", e);
}

/* Takes the lines that are there. */
static enum error_code
take_lines(struct smtp_transfer *t, struct error *e)
{
	enum error_code code = ERROR_NONE;
	struct view line;
	int got = 0;

	while (code == ERROR_NONE &&
	    (got = stream_take_line(t->stream, &line)) > 0) {
		smtp_trace(t->session, 'S', line);
		switch (smtp_reply_add(&t->reply, line)) {
		case SMTP_REPLY_MORE:
			break;
		case SMTP_REPLY_DONE:
			t->heard = deadline_now();
			code = match(t, e);
			smtp_reply_reset(&t->reply);
			break;
		case SMTP_REPLY_BAD:
			got = -1;
			break;
		}
		if (got < 0)
			break;
	}
	if (got < 0)
		return error_set(e, ERROR_PROTOCOL,
		    "the server sent something that is no reply");
	return code;
}

enum error_code
smtp_transfer_work(struct smtp_transfer *t, struct error *e)
{
	bool moved = true;

	while (moved) {
		struct error broken;
		enum error_code lost, code = smtp_transfer_fill(t, e);

		if (code != ERROR_NONE)
			return code;
		lost = smtp_transfer_move(t, &moved, &broken);
		code = take_lines(t, e);
		if (code != ERROR_NONE)
			return code;
		if (lost != ERROR_NONE) {
			*e = broken;
			return lost;
		}
	}
	return ERROR_NONE;
}

void
smtp_transfer_end(struct smtp_transfer *t)
{
	uint64_t left = t->put - stream_pending(t->stream);

	for (struct smtp_outgoing *o = t->first; o != NULL; o = o->next)
		o->transaction.whole =
		    o->transaction.whole && !t->closing && o->end_at <= left;
	while (t->first != NULL)
		finish_first(t);
}
