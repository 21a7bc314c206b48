/* SPDX-License-Identifier: ISC */
/* MAIL and RCPT of the SMTP dialogue, with their parameters. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "sendmail-shim/sendmail/dialogue_command.h"
#include "sendmail-shim/sendmail/dialogue_private.h"

/* A parameter's value; false when it is wrong. */
typedef bool parameter_fn(struct dialogue *d, struct view value);

struct parameter {
	const char *key;
	parameter_fn *fn;
};

#define BAD_PARAMETER "555 5.5.4 a parameter that is unknown or wrong"

/* RFC 1870: nothing is reserved, so only its form counts. */
static bool
set_size(struct dialogue *d, struct view value)
{
	(void)d;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < '0' || value.p[i] > '9')
			return false;
	return value.n > 0 && value.n <= 20;
}

/* RFC 6152: the text itself tells. */
static bool
set_body(struct dialogue *d, struct view value)
{
	(void)d;
	return view_eq_case_str(value, "7BIT") ||
	    view_eq_case_str(value, "8BITMIME");
}

static bool
set_ret(struct dialogue *d, struct view value)
{
	bool full = view_eq_case_str(value, "FULL");

	if (d->ret[0] != '\0' || (!full && !view_eq_case_str(value, "HDRS")))
		return false;
	snprintf(d->ret, sizeof(d->ret), "%s", full ? "FULL" : "HDRS");
	return true;
}

static bool
set_envid(struct dialogue *d, struct view value)
{
	return d->envid[0] == '\0' && value.n <= 100 &&
	    dialogue_xtext(value, d->envid, sizeof(d->envid));
}

static const struct {
	const char *word;
	unsigned bit;
} notify_words[] = {
    {"SUCCESS", DIALOGUE_SUCCESS},
    {"FAILURE", DIALOGUE_FAILURE},
    {"DELAY", DIALOGUE_DELAY},
};

#define N_NOTIFY (sizeof(notify_words) / sizeof(notify_words[0]))

static bool
set_notify(struct dialogue *d, struct view value)
{
	struct view word;

	if (d->has_notify)
		return false;
	d->has_notify = true;
	if (view_eq_case_str(value, "NEVER"))
		return true;
	while (view_split(&value, ',', &word)) {
		size_t i = 0;

		while (i < N_NOTIFY &&
		    !view_eq_case_str(word, notify_words[i].word))
			i++;
		if (i == N_NOTIFY)
			return false;
		d->notify |= notify_words[i].bit;
	}
	return d->notify != 0;
}

/* RFC 3461 4.2: its form; reports name the recipient as it is handed in. */
static bool
set_orcpt(struct dialogue *d, struct view value)
{
	char address[LIMIT_ADDRESS + 1];
	size_t at = view_find(value, ';');

	(void)d;
	return at > 0 && at < value.n &&
	    dialogue_xtext(view_from(value, at + 1), address, sizeof(address));
}

static const struct parameter of_mail[] = {
    {"SIZE", set_size},
    {"BODY", set_body},
    {"RET", set_ret},
    {"ENVID", set_envid},
    {NULL, NULL},
};

static const struct parameter of_rcpt[] = {
    {"NOTIFY", set_notify},
    {"ORCPT", set_orcpt},
    {NULL, NULL},
};

/* Acts on all parameters of a command; false when one is wrong. */
static bool
take_parameters(struct dialogue *d, struct view rest, const struct parameter *p)
{
	struct view key, value;

	while (dialogue_parameter(&rest, &key, &value)) {
		size_t i = 0;

		while (p[i].key != NULL && !view_eq_case_str(key, p[i].key))
			i++;
		if (p[i].key == NULL || !p[i].fn(d, value))
			return false;
	}
	return true;
}

enum dialogue_next
dialogue_mail(struct dialogue *d, struct view rest, struct buf *replies)
{
	if (d->has_sender)
		return dialogue_reply(
		    replies, "503 5.5.1 the sender was named before");
	if (!dialogue_path(&rest, "FROM:", d->sender))
		return dialogue_reply(
		    replies, "553 5.1.7 not MAIL FROM:<ADDRESS>");
	if (!take_parameters(d, rest, of_mail)) {
		dialogue_reset(d);
		return dialogue_reply(replies, BAD_PARAMETER);
	}
	d->has_sender = true;
	return dialogue_reply(replies, "250 2.1.0 sender taken");
}

/* Adds what one recipient asks for to what the others do: the default is to
 * hear of failures and delays. */
static void
merge_notify(struct dialogue *d, bool had, unsigned before)
{
	const unsigned usual = DIALOGUE_FAILURE | DIALOGUE_DELAY;

	if (!d->has_notify)
		d->notify = usual;
	if (d->n_recipients > 0)
		d->notify |= before;
	d->has_notify = d->has_notify || had;
}

static bool
add_recipient(struct dialogue *d, const char *address)
{
	if (!buf_printf(&d->recipients, "<%s>", address) ||
	    !buf_add_byte(&d->recipients, '\0'))
		return false;
	d->n_recipients++;
	return true;
}

enum dialogue_next
dialogue_rcpt(struct dialogue *d, struct view rest, struct buf *replies)
{
	char address[LIMIT_ADDRESS + 1];
	bool had = d->has_notify;
	unsigned before = d->notify;

	if (!d->has_sender)
		return dialogue_reply(replies, "503 5.5.1 MAIL comes first");
	if (!dialogue_path(&rest, "TO:", address) || address[0] == '\0')
		return dialogue_reply(
		    replies, "553 5.1.3 not RCPT TO:<ADDRESS>");
	if (d->n_recipients == LIMIT_RECIPIENTS)
		return dialogue_reply(replies, "452 4.5.3 too many recipients");
	d->has_notify = false;
	d->notify = 0;
	if (!take_parameters(d, rest, of_rcpt)) {
		d->has_notify = had;
		d->notify = before;
		return dialogue_reply(replies, BAD_PARAMETER);
	}
	merge_notify(d, had, before);
	if (!add_recipient(d, address))
		return dialogue_reply(replies, "452 4.3.0 no memory");
	return dialogue_reply(replies, "250 2.1.5 recipient taken");
}

void
dialogue_notify_text(const struct dialogue *d, char dst[32])
{
	size_t n = 0;

	dst[0] = '\0';
	if (!d->has_notify)
		return;
	for (size_t i = 0; i < N_NOTIFY; i++)
		if (d->notify & notify_words[i].bit)
			n += (size_t)snprintf(dst + n, 32 - n, "%s%s",
			    n > 0 ? "," : "", notify_words[i].word);
	if (n == 0)
		snprintf(dst, 32, "NEVER");
}
