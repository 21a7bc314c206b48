/* SPDX-License-Identifier: ISC */
/* Writing the current message's commands and text. */
#include "config.h"

#include "smtp/transfer_private.h"

/* Puts what is in b into the stream. */
static enum error_code
put(struct smtp_transfer *t, const struct buf *b, struct error *e)
{
	if (b->failed || !stream_put(t->stream, buf_view(b)))
		return error_set(e, ERROR_MEMORY, "sending: no memory");
	t->put += b->n;
	return ERROR_NONE;
}

/* A command's line; the text behind it comes next, if it has one. */
static enum error_code
put_command(struct smtp_transfer *t, enum smtp_command command, unsigned arg,
    struct error *e)
{
	struct smtp_outgoing *o = t->current;
	bool last = false;

	buf_reset(&t->piece);
	smtp_transaction_line(&o->transaction, command, arg,
	    smtp_features(t->session), &t->piece);
	if (t->piece.n > 0)
		smtp_trace(t->session, 'C',
		    view_before(buf_view(&t->piece), t->piece.n - 2));
	o->transaction.sent++;
	if (command == SMTP_BDAT) {
		t->in_text = true;
		t->piece_end = o->put +
		    smtp_transaction_chunk(&o->transaction, arg, &last);
	}
	if (command == SMTP_TEXT) {
		t->in_text = true;
		t->dots = (struct smtp_dots){.line_start = true};
		t->piece_end = smtp_transaction_wanted(&o->transaction)
		    ? smtp_text_size(&o->text)
		    : 0;
	}
	return put(t, &t->piece, e);
}

/* The chunk or text is all put. */
static enum error_code
end_text(struct smtp_transfer *t, struct error *e)
{
	struct smtp_outgoing *o = t->current;
	enum error_code code = ERROR_NONE;

	t->in_text = false;
	if (!t->chunking) {
		buf_reset(&t->stuffed);
		smtp_dots_end(&t->dots, &t->stuffed);
		code = put(t, &t->stuffed, e);
	}
	if (!t->chunking || o->put == smtp_text_size(&o->text)) {
		o->end_at = t->put;
		o->transaction.whole = true;
	}
	return code;
}

/* A piece of the text. */
static enum error_code
put_text(struct smtp_transfer *t, struct error *e)
{
	struct smtp_outgoing *o = t->current;
	uint64_t left = t->piece_end - o->put;
	size_t n = left < SMTP_PIECE ? (size_t)left : SMTP_PIECE;
	enum error_code code;

	if (n == 0)
		return end_text(t, e);
	buf_reset(&t->piece);
	code = smtp_text_read(&o->text, o->put, n, &t->piece, e);
	if (code != ERROR_NONE)
		return code;
	o->put += n;
	if (t->chunking)
		return put(t, &t->piece, e);
	buf_reset(&t->stuffed);
	smtp_dots_add(&t->dots, buf_view(&t->piece), &t->stuffed);
	return put(t, &t->stuffed, e);
}

/* The next thing of the current message; *more_out: there was one. */
static enum error_code
put_next(struct smtp_transfer *t, bool *more_out, struct error *e)
{
	enum smtp_command command;
	unsigned arg;

	*more_out = true;
	if (t->in_text)
		return put_text(t, e);
	*more_out =
	    smtp_transaction_next(&t->current->transaction, &command, &arg);
	if (!*more_out)
		return ERROR_NONE;
	if (command != SMTP_END)
		return put_command(t, command, arg, e);
	t->current = NULL;
	smtp_transfer_settle(t);
	return ERROR_NONE;
}

enum error_code
smtp_transfer_fill(struct smtp_transfer *t, struct error *e)
{
	enum error_code code = ERROR_NONE;
	bool more = true;

	while (code == ERROR_NONE && more &&
	    stream_pending(t->stream) < SMTP_AHEAD) {
		if (t->current == NULL)
			t->more(t->arg);
		if (t->current == NULL)
			break;
		code = put_next(t, &more, e);
	}
	return code;
}
