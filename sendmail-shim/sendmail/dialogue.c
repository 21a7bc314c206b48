/* SPDX-License-Identifier: ISC */
/* The commands of the SMTP dialogue. */
#include "config.h"

#include <string.h>
#include <sysexits.h>

#include "base/escape.h"
#include "sendmail-shim/sendmail/dialogue_command.h"
#include "sendmail-shim/sendmail/dialogue_private.h"

void
dialogue_init(struct dialogue *d, const char *domain)
{
	*d = (struct dialogue){.domain = domain};
	buf_init(
	    &d->recipients, (size_t)LIMIT_RECIPIENTS * (LIMIT_ADDRESS + 3));
	buf_init(&d->orcpts, (size_t)LIMIT_RECIPIENTS * (ORCPT_MAX + 1));
}

void
dialogue_clear(struct dialogue *d)
{
	buf_clear(&d->recipients);
	buf_clear(&d->orcpts);
}

void
dialogue_reset(struct dialogue *d)
{
	struct buf recipients = d->recipients, orcpts = d->orcpts;

	buf_reset(&recipients);
	buf_reset(&orcpts);
	*d = (struct dialogue){
	    .domain = d->domain, .recipients = recipients, .orcpts = orcpts};
}

enum dialogue_next
dialogue_reply(struct buf *replies, const char *line)
{
	buf_add_str(replies, line);
	buf_add_str(replies, "\r\n");
	return DIALOGUE_COMMAND;
}

void
dialogue_greet(const struct dialogue *d, struct buf *replies)
{
	buf_printf(replies, "220 %s ESMTP\r\n", d->domain);
}

void
dialogue_too_long(struct buf *replies)
{
	dialogue_reply(replies, "500 5.5.2 line too long");
}

/* Whether a host was named; the reply when not. */
static bool
is_named(struct view rest, struct buf *replies)
{
	if (rest.n > 0)
		return true;
	dialogue_reply(replies, "501 5.5.4 name a host");
	return false;
}

static enum dialogue_next
helo(struct dialogue *d, struct view rest, struct buf *replies)
{
	if (!is_named(rest, replies))
		return DIALOGUE_COMMAND;
	dialogue_reset(d);
	buf_printf(replies, "250 %s\r\n", d->domain);
	return DIALOGUE_COMMAND;
}

/* How large a message may be is queue-put's to say. */
static enum dialogue_next
ehlo(struct dialogue *d, struct view rest, struct buf *replies)
{
	if (!is_named(rest, replies))
		return DIALOGUE_COMMAND;
	dialogue_reset(d);
	buf_printf(replies, "250-%s\r\n", d->domain);
	return dialogue_reply(replies,
	    "250-PIPELINING\r\n"
	    "250-SIZE\r\n"
	    "250-8BITMIME\r\n"
	    "250-SMTPUTF8\r\n"
	    "250-DSN\r\n"
	    "250 ENHANCEDSTATUSCODES");
}

static enum dialogue_next
data(struct dialogue *d, struct view rest, struct buf *replies)
{
	if (rest.n > 0)
		return dialogue_reply(
		    replies, "501 5.5.4 DATA has no parameters");
	if (!d->has_sender)
		return dialogue_reply(replies, "503 5.5.1 MAIL comes first");
	if (d->n_recipients == 0)
		return dialogue_reply(replies, "554 5.5.1 no valid recipients");
	dialogue_reply(replies, "354 end with a line of a lone dot");
	return DIALOGUE_TEXT;
}

static enum dialogue_next
rset(struct dialogue *d, struct view rest, struct buf *replies)
{
	(void)rest;
	dialogue_reset(d);
	return dialogue_reply(replies, "250 2.0.0 forgotten");
}

static enum dialogue_next
noop(struct dialogue *d, struct view rest, struct buf *replies)
{
	(void)d;
	(void)rest;
	return dialogue_reply(replies, "250 2.0.0 nothing done");
}

static enum dialogue_next
vrfy(struct dialogue *d, struct view rest, struct buf *replies)
{
	(void)d;
	(void)rest;
	return dialogue_reply(
	    replies, "252 2.1.5 not looked up, but mail for it is taken");
}

static enum dialogue_next
help(struct dialogue *d, struct view rest, struct buf *replies)
{
	(void)d;
	(void)rest;
	return dialogue_reply(replies,
	    "214 2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT");
}

static enum dialogue_next
quit(struct dialogue *d, struct view rest, struct buf *replies)
{
	(void)rest;
	buf_printf(replies, "221 2.0.0 %s closes\r\n", d->domain);
	return DIALOGUE_QUIT;
}

/* What SMTP has and this does not. */
static enum dialogue_next
lacking(struct dialogue *d, struct view rest, struct buf *replies)
{
	(void)d;
	(void)rest;
	return dialogue_reply(replies, "502 5.5.1 not here");
}

static const struct {
	const char *verb;
	dialogue_fn *fn;
} commands[] = {
    {"EHLO", ehlo},
    {"HELO", helo},
    {"MAIL", dialogue_mail},
    {"RCPT", dialogue_rcpt},
    {"DATA", data},
    {"RSET", rset},
    {"NOOP", noop},
    {"VRFY", vrfy},
    {"HELP", help},
    {"QUIT", quit},
    {"AUTH", lacking},
    {"BDAT", lacking},
    {"ETRN", lacking},
    {"EXPN", lacking},
    {"STARTTLS", lacking},
};

enum dialogue_next
dialogue_step(struct dialogue *d, struct view line, struct buf *replies)
{
	struct view rest, verb;

	if (line.n > DIALOGUE_LINE) {
		dialogue_too_long(replies);
		return DIALOGUE_COMMAND;
	}
	if (view_has_control(line))
		return dialogue_reply(replies, "500 5.5.2 a control character");
	verb = dialogue_verb(line, &rest);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (view_eq_case_str(verb, commands[i].verb))
			return commands[i].fn(d, rest, replies);
	return dialogue_reply(replies, "500 5.5.2 unknown command");
}

/* What an exit status is in SMTP; the last one stands for all others. */
static const struct {
	int status;
	const char *code;
} codes[] = {
    {EX_OK, "250 2.0.0"},
    {EX_DATAERR, "554 5.6.0"},
    {EX_USAGE, "554 5.5.4"},
    {EX_UNAVAILABLE, "554 5.3.0"},
    {EX_NOPERM, "550 5.7.1"},
    {EX_TEMPFAIL, "451 4.3.0"},
};

void
dialogue_done(
    struct dialogue *d, int status, const char *text, struct buf *replies)
{
	char shown[LIMIT_MESSAGE_TEXT];
	size_t i = 0;

	while (i + 1 < sizeof(codes) / sizeof(codes[0]) &&
	    codes[i].status != status)
		i++;
	escape_copy(view_of(text), shown, sizeof(shown));
	buf_printf(replies, "%s %s%s\r\n", codes[i].code,
	    status == EX_OK ? "queued as " : "", shown);
	dialogue_reset(d);
}
