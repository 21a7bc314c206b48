/* SPDX-License-Identifier: ISC */
/* MAIL and RCPT of the SMTP dialogue, with their parameters. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "queue/notify.h"
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

/* RFC 6531 3.4: it has no value, and the addresses tell whether it is so. */
static bool
set_smtputf8(struct dialogue *d, struct view value)
{
	(void)d;
	return value.p == NULL;
}

static bool
set_notify(struct dialogue *d, struct view value)
{
	return d->notify == 0 && notify_parse(value, &d->notify);
}

static bool
set_orcpt(struct dialogue *d, struct view value)
{
	struct buf b;
	bool ok;

	buf_init(&b, ORCPT_MAX);
	ok = d->orcpt[0] == '\0' && orcpt_add(&b, value) &&
	    view_copy(buf_view(&b), d->orcpt, sizeof(d->orcpt));
	buf_clear(&b);
	return ok;
}

static const struct parameter of_mail[] = {
    {"SIZE", set_size},
    {"BODY", set_body},
    {"RET", set_ret},
    {"ENVID", set_envid},
    {"SMTPUTF8", set_smtputf8},
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

/* Adds the recipient with what is said of it. */
static bool
add_recipient(struct dialogue *d, const char *address)
{
	if (!buf_printf(&d->recipients, "<%s>", address) ||
	    !buf_add_byte(&d->recipients, '\0') ||
	    !buf_add(&d->orcpts, view_make(d->orcpt, strlen(d->orcpt) + 1)))
		return false;
	d->notifies[d->n_recipients++] = (unsigned char)d->notify;
	return true;
}

enum dialogue_next
dialogue_rcpt(struct dialogue *d, struct view rest, struct buf *replies)
{
	char address[LIMIT_ADDRESS + 1];

	if (!d->has_sender)
		return dialogue_reply(replies, "503 5.5.1 MAIL comes first");
	if (!dialogue_path(&rest, "TO:", address) || address[0] == '\0')
		return dialogue_reply(
		    replies, "553 5.1.3 not RCPT TO:<ADDRESS>");
	if (d->n_recipients == LIMIT_RECIPIENTS)
		return dialogue_reply(replies, "452 4.5.3 too many recipients");
	d->notify = 0;
	d->orcpt[0] = '\0';
	if (!take_parameters(d, rest, of_rcpt))
		return dialogue_reply(replies, BAD_PARAMETER);
	if (!add_recipient(d, address))
		return dialogue_reply(replies, "452 4.3.0 no memory");
	return dialogue_reply(replies, "250 2.1.5 recipient taken");
}
