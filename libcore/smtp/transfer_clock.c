/* SPDX-License-Identifier: ISC */
/* How long a server may take, over replies, the text and a message. */
#include "config.h"

#include "smtp/transfer_private.h"

struct smtp_outgoing *
smtp_transfer_expecting(const struct smtp_transfer *t)
{
	struct smtp_outgoing *o = t->first;

	while (o != NULL && o->transaction.answered == o->transaction.sent)
		o = o->next;
	return o;
}

enum error_code
smtp_transfer_move(struct smtp_transfer *t, bool *moved_out, struct error *e)
{
	size_t before = stream_pending(t->stream);
	enum error_code code = stream_move(t->stream, moved_out, e);
	size_t after = stream_pending(t->stream);

	if (after < before) {
		t->moved = deadline_now();
		t->written += before - after;
	}
	if (after == 0) {
		t->writing = deadline_now();
		t->written = 0;
	}
	return code;
}

/* How long the reply to the oldest open command may take. */
static int64_t
patience(const struct smtp_transfer *t)
{
	const struct smtp_outgoing *o = smtp_transfer_expecting(t);
	unsigned arg;

	if (o == NULL)
		return LIMIT_SMTP_COMMAND_MS;
	switch (smtp_transaction_command(
	    &o->transaction, o->transaction.answered, &arg)) {
	case SMTP_DATA:
		return LIMIT_SMTP_DATA_MS;
	case SMTP_BDAT:
	case SMTP_TEXT:
		return LIMIT_SMTP_END_MS;
	default:
		return LIMIT_SMTP_COMMAND_MS;
	}
}

/* The moment ms behind another; the settings may want it sooner. */
static struct deadline
behind(const struct smtp_transfer *t, int64_t from, int64_t ms)
{
	return (struct deadline){
	    from + smtp_patience(t->session, ms) * 1000000};
}

/* What so many bytes may take, in nanoseconds. */
static int64_t
at_least_rate(uint64_t bytes)
{
	return (int64_t)(bytes * (1000000000 / LIMIT_SMTP_RATE));
}

/* When bytes that wait have waited for too long. */
static struct deadline
write_deadline(const struct smtp_transfer *t)
{
	struct deadline d = behind(t, t->writing, LIMIT_SMTP_BLOCK_MS);

	d.at += at_least_rate(t->written);
	return deadline_min(behind(t, t->moved, LIMIT_SMTP_BLOCK_MS), d);
}

struct deadline
smtp_transfer_deadline(const struct smtp_transfer *t)
{
	struct deadline d, all;

	if (t->first == NULL)
		return deadline_never();
	all = (struct deadline){t->first->started +
	    LIMIT_SMTP_MESSAGE_MS * 1000000LL +
	    at_least_rate(t->first->transaction.size)};
	if (stream_pending(t->stream) > 0)
		d = write_deadline(t);
	else
		d = behind(
		    t, t->heard > t->moved ? t->heard : t->moved, patience(t));
	return deadline_min(d, all);
}
