/* SPDX-License-Identifier: ISC */
/* Reports as multipart/report messages. */
#include "config.h"

#include <string.h>

#include "base/xtext.h"
#include "mail/date.h"
#include "mail/dsn.h"

#define CRLF "\r\n"
/* What stands before the queue id in the line between the parts. */
#define BOUNDARY "=_postern/"

/* What differs between the kinds. */
static const struct {
	const char *subject;
	const char *before; /* the list of recipients */
	const char *after;
	const char *action; /* RFC 3464 2.3.3 */
	char class;         /* of the status, which must fit the action */
	const char *status; /* when the reply has none */
} kinds[DSN_KINDS] = {
    [DSN_FAILED] = {"Undelivered mail",
	"Your message could not be delivered to:",
	"Nothing more will be tried for these recipients. What was sent is "
	"below.",
	"failed", '5', "5.0.0"},
    [DSN_DELAYED] = {"Delayed mail",
	"Your message could not be delivered yet to:",
	"It is tried again, and nothing needs to be done. You are told if it "
	"cannot be\r\ndelivered at all.",
	"delayed", '4', "4.0.0"},
    [DSN_RELAYED] = {"Mail passed on", "Your message was passed on for:",
	"The server that has it now does not say what becomes of it, unless it "
	"cannot\r\nbe delivered.",
	"relayed", '2', "2.0.0"},
};

static void
put_field_date(struct buf *b, const char *name, int64_t when)
{
	char date[DATE_TEXT];

	date_format(when, date);
	buf_printf(b, "%s: %s" CRLF, name, date);
}

/*
 * The boundary has the queue id, which whoever wrote the message can know, and
 * as many x behind it as it takes not to occur in the text that is returned.
 */
static void
put_boundary(struct buf *b, const struct dsn *d)
{
	struct buf line;
	size_t tail = 0;

	buf_init(&line, 512);
	buf_printf(&line, BOUNDARY "%s", d->id);
	while (!line.failed && line.n < 128 &&
	    memmem(d->original.p != NULL ? d->original.p : "", d->original.n,
		line.p, line.n) != NULL) {
		buf_add_byte(&line, 'x');
		tail++;
	}
	if (tail >= 64)
		b->failed = true;
	buf_add(b, buf_view(&line));
	b->failed |= line.failed;
	buf_clear(&line);
}

static void
put_part(struct buf *b, const struct dsn *d, const char *type)
{
	buf_add_str(b, CRLF "--");
	put_boundary(b, d);
	buf_printf(b, CRLF "Content-Type: %s" CRLF, type);
}

static bool
is_eight_bit(const struct dsn *d)
{
	return !view_is_ascii(d->original);
}

bool
dsn_begin(struct buf *b, const struct dsn *d)
{
	buf_printf(b,
	    "From: Mail Delivery System <MAILER-DAEMON>" CRLF "To: <%s>" CRLF
	    "Subject: %s" CRLF,
	    d->to, kinds[d->kind].subject);
	put_field_date(b, "Date", d->now);
	buf_printf(b,
	    "Message-ID: <%s.report@%s>" CRLF
	    "Auto-Submitted: auto-replied" CRLF "MIME-Version: 1.0" CRLF
	    "Content-Type: multipart/report; report-type=delivery-status;" CRLF
	    "\tboundary=\"",
	    d->id, d->domain);
	put_boundary(b, d);
	buf_add_str(b, "\"" CRLF "Content-Transfer-Encoding: 8bit" CRLF);
	put_part(b, d, "text/plain; charset=utf-8");
	buf_printf(b,
	    "Content-Transfer-Encoding: 8bit" CRLF CRLF
	    "This is the mail system of %s." CRLF CRLF "%s" CRLF CRLF,
	    d->host, kinds[d->kind].before);
	return !b->failed;
}

bool
dsn_add_line(struct buf *b, const struct dsn_recipient *r)
{
	bool alias = strcmp(r->original, r->final) != 0;

	buf_printf(b, "  %s%s%s%s" CRLF "    %s" CRLF, r->final,
	    alias ? " (for " : "", alias ? r->original : "", alias ? ")" : "",
	    r->reply);
	return !b->failed;
}

bool
dsn_begin_fields(struct buf *b, const struct dsn *d)
{
	buf_printf(b, CRLF "%s" CRLF, kinds[d->kind].after);
	put_part(b, d, "message/delivery-status");
	buf_printf(b, CRLF "Reporting-MTA: dns; %s" CRLF, d->host);
	if (d->envid[0] != '\0')
		buf_printf(b, "Original-Envelope-Id: %s" CRLF, d->envid);
	buf_printf(b, "X-Postern-Queue-ID: %s" CRLF, d->id);
	put_field_date(b, "Arrival-Date", d->arrival);
	return !b->failed;
}

static void
put_address(struct buf *b, const char *field, const char *address)
{
	struct view v = view_of(address);

	if (view_is_ascii(v)) {
		buf_printf(b, "%s: rfc822; %s" CRLF, field, address);
		return;
	}
	buf_printf(b, "%s: utf-8; ", field);
	if (!xtext_add_unicode(b, v))
		b->failed = true;
	buf_add_str(b, CRLF);
}

/* The server's words, which may be UTF-8, in a part that is ASCII (RFC 3464
 * 2.). */
static void
put_diagnostic(struct buf *b, const char *reply)
{
	bool smtp = reply[0] >= '2' && reply[0] <= '5';

	buf_printf(b, "Diagnostic-Code: %s; ", smtp ? "smtp" : "x-postern");
	for (const char *p = reply; *p != '\0'; p++)
		buf_add_byte(b, (unsigned char)*p <= 127 ? *p : '?');
	buf_add_str(b, CRLF);
}

bool
dsn_add_fields(
    struct buf *b, const struct dsn *d, const struct dsn_recipient *r)
{
	struct view status =
	    dsn_status(view_of(r->reply), kinds[d->kind].status);
	char class = status.p[0];

	if (d->kind != DSN_FAILED)
		class = kinds[d->kind].class;
	if (r->expired) {
		status = view_of("4.4.7");
		class = '4';
	}
	if (d->kind == DSN_RELAYED)
		status = view_of(kinds[d->kind].status);
	buf_add_str(b, CRLF);
	if (r->orcpt != NULL)
		buf_printf(b, "Original-Recipient: %s" CRLF, r->orcpt);
	else if (strcmp(r->original, r->final) != 0)
		put_address(b, "Original-Recipient", r->original);
	put_address(b, "Final-Recipient", r->final);
	buf_printf(b, "Action: %s" CRLF "Status: %c%.*s" CRLF,
	    kinds[d->kind].action, class, VIEW_ARG(view_from(status, 1)));
	put_diagnostic(b, r->reply);
	put_field_date(b, "Last-Attempt-Date", r->attempt);
	if (d->kind == DSN_DELAYED)
		put_field_date(b, "Will-Retry-Until", d->until);
	return !b->failed;
}

/* What the returned text is (RFC 6533 6. where its addresses need that). */
static const char *const types[2][2] = {
    {"text/rfc822-headers", "message/rfc822"},
    {"message/global-headers", "message/global"},
};

bool
dsn_end(struct buf *b, const struct dsn *d)
{
	put_part(b, d, types[d->international][d->whole]);
	if (is_eight_bit(d))
		buf_add_str(b, "Content-Transfer-Encoding: 8bit" CRLF);
	buf_add_str(b, CRLF);
	buf_add(b, d->original);
	buf_add_str(b, CRLF "--");
	put_boundary(b, d);
	buf_add_str(b, "--" CRLF);
	return !b->failed;
}

/* Digits at the front of v, at most three; how many. */
static size_t
digits(struct view v)
{
	size_t n = 0;

	while (n < v.n && n < 3 && v.p[n] >= '0' && v.p[n] <= '9')
		n++;
	return n;
}

/* The length of an enhanced status code at the front of v, or 0. */
static size_t
status_length(struct view v)
{
	size_t n = 2, part;

	if (v.n < 5 || (v.p[0] != '4' && v.p[0] != '5') || v.p[1] != '.')
		return 0;
	part = digits(view_from(v, n));
	n += part;
	if (part == 0 || n >= v.n || v.p[n++] != '.')
		return 0;
	part = digits(view_from(v, n));
	n += part;
	if (part == 0 || (n < v.n && v.p[n] != ' '))
		return 0;
	return n;
}

struct view
dsn_status(struct view reply, const char *fallback)
{
	struct view word;

	for (int i = 0; i < 2 && view_word(&reply, &word); i++) {
		size_t n = status_length(word);

		if (n != 0)
			return view_before(word, n);
	}
	return view_of(fallback);
}
