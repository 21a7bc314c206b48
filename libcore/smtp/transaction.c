/* SPDX-License-Identifier: ISC */
/* A transaction's commands, in order. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/xtext.h"
#include "smtp/transaction.h"

/* The longest ENVID, encoded (RFC 3461 4.4). */
#define ENVID_MAX 100

void
smtp_transaction_begin(
    struct smtp_transaction *t, bool reset, bool chunking, bool pipelining)
{
	smtp_transaction_clear(t);
	t->reset = reset;
	t->chunking = chunking;
	t->pipelining = pipelining;
}

void
smtp_transaction_clear(struct smtp_transaction *t)
{
	for (unsigned i = 0; i < t->n_recipients; i++) {
		free(t->recipients[i].answer);
		t->recipients[i].answer = NULL;
		t->recipients[i].code = 0;
	}
	t->sent = 0;
	t->answered = 0;
	t->accepted = 0;
	t->whole = false;
	t->mail.code = 0;
	t->final.code = 0;
}

static unsigned
chunks(const struct smtp_transaction *t)
{
	if (t->size <= LIMIT_WINDOW_BYTES)
		return 1;
	return (unsigned)((t->size + LIMIT_CHUNK - 1) / LIMIT_CHUNK);
}

uint64_t
smtp_transaction_chunk(
    const struct smtp_transaction *t, unsigned chunk, bool *last_out)
{
	*last_out = chunk + 1 >= chunks(t);
	return *last_out ? t->size - chunk * (uint64_t)LIMIT_CHUNK
			 : LIMIT_CHUNK;
}

enum smtp_command
smtp_transaction_command(
    const struct smtp_transaction *t, unsigned position, unsigned *arg_out)
{
	unsigned at = position;

	*arg_out = 0;
	if (t->reset && at == 0)
		return SMTP_RSET;
	at -= t->reset;
	if (at == 0)
		return SMTP_MAIL;
	at--;
	*arg_out = at;
	if (at < t->n_recipients)
		return SMTP_RCPT;
	at -= t->n_recipients;
	*arg_out = at;
	if (t->chunking)
		return at < chunks(t) ? SMTP_BDAT : SMTP_END;
	return at == 0 ? SMTP_DATA : at == 1 ? SMTP_TEXT : SMTP_END;
}

bool
smtp_transaction_knows_recipients(const struct smtp_transaction *t)
{
	return t->answered >= t->reset + 1 + t->n_recipients;
}

bool
smtp_transaction_wanted(const struct smtp_transaction *t)
{
	if (t->mail.code >= 300)
		return false;
	return t->accepted > 0 || !smtp_transaction_knows_recipients(t);
}

/* Whether a command would only be refused, as far as answers tell. */
static bool
is_useless(const struct smtp_transaction *t, enum smtp_command command)
{
	switch (command) {
	case SMTP_RCPT:
		return t->mail.code >= 300;
	case SMTP_BDAT:
		return t->final.code >= 300 || !smtp_transaction_wanted(t);
	case SMTP_DATA:
		return !smtp_transaction_wanted(t);
	case SMTP_TEXT:
		return t->final.code != 0;
	default:
		return false;
	}
}

bool
smtp_transaction_next(const struct smtp_transaction *t,
    enum smtp_command *command_out, unsigned *arg_out)
{
	unsigned open = t->sent - t->answered;
	enum smtp_command command =
	    smtp_transaction_command(t, t->sent, arg_out);

	*command_out = command;
	if (command == SMTP_END)
		return true;
	if (open > 0 && (!t->pipelining || command == SMTP_TEXT))
		return false;
	if (is_useless(t, command)) {
		*command_out = SMTP_END;
		return true;
	}
	return command != SMTP_BDAT || *arg_out == 0 ||
	    open < LIMIT_WINDOW_BYTES / LIMIT_CHUNK;
}

/* Appends ENVID, unless it is too long when it is encoded. */
static void
add_envid(struct buf *out, const char *envid)
{
	struct buf text;

	buf_init(&text, ENVID_MAX);
	if (xtext_add(&text, view_of(envid))) {
		buf_add_str(out, " ENVID=");
		buf_add(out, buf_view(&text));
	}
	buf_clear(&text);
}

static bool
is_given(const struct smtp_features *f, const char *parameter)
{
	return f->dsn && parameter != NULL && parameter[0] != '\0';
}

static void
add_mail(const struct smtp_transaction *t, const struct smtp_features *f,
    struct buf *out)
{
	buf_printf(out, "MAIL FROM:<%s>", t->sender);
	if (f->size)
		buf_printf(out, " SIZE=%" PRIu64, t->size);
	if (f->eight_bit && (t->eight_bit || t->smtputf8))
		buf_add_str(out, " BODY=8BITMIME");
	if (t->smtputf8)
		buf_add_str(out, " SMTPUTF8");
	if (is_given(f, t->ret))
		buf_printf(out, " RET=%s", t->ret);
	if (is_given(f, t->envid))
		add_envid(out, t->envid);
}

static void
add_recipient(const struct smtp_recipient *r, const struct smtp_features *f,
    struct buf *out)
{
	buf_printf(out, "RCPT TO:<%s>", r->address);
	if (is_given(f, r->notify))
		buf_printf(out, " NOTIFY=%s", r->notify);
	if (is_given(f, r->orcpt))
		buf_printf(out, " ORCPT=%s", r->orcpt);
}

bool
smtp_transaction_line(const struct smtp_transaction *t,
    enum smtp_command command, unsigned arg, const struct smtp_features *f,
    struct buf *out)
{
	uint64_t n;
	bool last;

	switch (command) {
	case SMTP_RSET:
		return buf_add_str(out, "RSET\r\n");
	case SMTP_MAIL:
		add_mail(t, f, out);
		return buf_add_str(out, "\r\n");
	case SMTP_RCPT:
		add_recipient(&t->recipients[arg], f, out);
		return buf_add_str(out, "\r\n");
	case SMTP_BDAT:
		n = smtp_transaction_chunk(t, arg, &last);
		return buf_printf(
		    out, "BDAT %" PRIu64 "%s\r\n", n, last ? " LAST" : "");
	case SMTP_DATA:
		return buf_add_str(out, "DATA\r\n");
	case SMTP_TEXT:
	case SMTP_END:
		break;
	}
	return true;
}
