/* SPDX-License-Identifier: ISC */
/* A transaction's answers, and what follows from them. */
#include "config.h"

#include <stdlib.h>

#include "smtp/transaction.h"

static void
keep(struct smtp_answer *a, const struct smtp_reply *reply)
{
	a->code = reply->code;
	a->enhanced = reply->enhanced;
	smtp_reply_copy(reply, a->text, sizeof(a->text));
}

/* A refused RCPT without memory for its text still counts as refused. */
static void
keep_recipient(
    struct smtp_transaction *t, unsigned i, const struct smtp_reply *reply)
{
	struct smtp_recipient *r = &t->recipients[i];

	r->code = reply->code;
	if (reply->code / 100 == 2) {
		t->accepted++;
		return;
	}
	r->answer = malloc(sizeof(*r->answer));
	if (r->answer != NULL)
		keep(r->answer, reply);
}

/* The answer to DATA: go ahead, or a refusal of the text. */
static enum smtp_verdict
answer_data(struct smtp_transaction *t, const struct smtp_reply *reply)
{
	if (reply->code / 100 == 2)
		return SMTP_OUT_OF_STEP;
	if (reply->code / 100 != 3)
		keep(&t->final, reply);
	return SMTP_GO_ON;
}

/* A chunk's answer: the first refusal or else the last one counts. */
static enum smtp_verdict
answer_chunk(
    struct smtp_transaction *t, unsigned chunk, const struct smtp_reply *reply)
{
	bool last;

	if (reply->code == 500 || reply->code == 502) {
		t->whole = false;
		return SMTP_NO_CHUNKING;
	}
	smtp_transaction_chunk(t, chunk, &last);
	if (t->final.code == 0 && (last || reply->code >= 300))
		keep(&t->final, reply);
	return SMTP_GO_ON;
}

enum smtp_verdict
smtp_transaction_answer(
    struct smtp_transaction *t, const struct smtp_reply *reply)
{
	unsigned arg;
	enum smtp_command command =
	    smtp_transaction_command(t, t->answered, &arg);

	if (reply->code == 421)
		return SMTP_CLOSING;
	if (reply->code / 100 == 3 && command != SMTP_DATA)
		return SMTP_OUT_OF_STEP;
	t->answered++;
	switch (command) {
	case SMTP_RSET:
		return reply->code / 100 == 2 ? SMTP_GO_ON : SMTP_OUT_OF_STEP;
	case SMTP_MAIL:
		keep(&t->mail, reply);
		return SMTP_GO_ON;
	case SMTP_RCPT:
		keep_recipient(t, arg, reply);
		return SMTP_GO_ON;
	case SMTP_BDAT:
		return answer_chunk(t, arg, reply);
	case SMTP_DATA:
		return answer_data(t, reply);
	case SMTP_TEXT:
		keep(&t->final, reply);
		return SMTP_GO_ON;
	case SMTP_END:
		break;
	}
	return SMTP_OUT_OF_STEP;
}

bool
smtp_transaction_is_over(const struct smtp_transaction *t)
{
	enum smtp_command command;
	unsigned arg;

	return t->sent == t->answered &&
	    smtp_transaction_next(t, &command, &arg) && command == SMTP_END;
}

bool
smtp_transaction_is_refused(const struct smtp_transaction *t)
{
	return t->mail.code >= 300 || t->final.code >= 300 ||
	    (smtp_transaction_knows_recipients(t) &&
		t->accepted < t->n_recipients);
}

enum smtp_fate
smtp_transaction_fate(const struct smtp_transaction *t, unsigned i,
    const struct smtp_answer **answer_out)
{
	static const struct smtp_answer no_memory = {
	    .code = 451,
	    .text = "451 the refusal's text was lost: memory is short",
	};
	const struct smtp_recipient *r = &t->recipients[i];

	*answer_out = &t->mail;
	if (t->mail.code >= 300)
		return SMTP_FATE_MAIL_REFUSED;
	*answer_out = r->answer != NULL ? r->answer : &no_memory;
	if (r->code >= 300)
		return SMTP_FATE_RCPT_REFUSED;
	*answer_out = &t->final;
	if (t->final.code >= 300)
		return SMTP_FATE_TEXT_REFUSED;
	if (t->final.code != 0 && t->mail.code != 0 && r->code != 0)
		return SMTP_FATE_SENT;
	*answer_out = NULL;
	return t->whole ? SMTP_FATE_UNKNOWN : SMTP_FATE_UNSENT;
}
