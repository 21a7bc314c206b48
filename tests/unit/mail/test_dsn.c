/* SPDX-License-Identifier: ISC */
/* Tests of mail/dsn and mail/date. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "mail/date.h"
#include "mail/dsn.h"
#include "suite.h"

static const struct {
	int64_t seconds;
	bool ok;
	const char *text;
} dates[] = {
    {0, true, "Thu, 01 Jan 1970 00:00:00 +0000"},
    {951782400, true, "Tue, 29 Feb 2000 00:00:00 +0000"},
    {1795412880, true, "Mon, 23 Nov 2026 05:48:00 +0000"},
    {253402300799, true, "Fri, 31 Dec 9999 23:59:59 +0000"},
    {253402300800, false, "Thu, 01 Jan 1970 00:00:00 +0000"},
    {-1, false, "Thu, 01 Jan 1970 00:00:00 +0000"},
    {INT64_MAX, false, "Thu, 01 Jan 1970 00:00:00 +0000"},
};

START_TEST(formats_dates)
{
	char text[DATE_TEXT];

	for (size_t i = 0; i < COUNT(dates); i++) {
		ck_assert(date_format(dates[i].seconds, text) == dates[i].ok);
		ck_assert_str_eq(text, dates[i].text);
	}
}
END_TEST

static const struct {
	const char *reply;
	const char *status;
} statuses[] = {
    {"550 5.1.1 no such user", "5.1.1"},
    {"550 5.7.999 policy", "5.7.999"},
    {"5.1.1 no such user", "5.1.1"},
    {"452 4.2.2", "4.2.2"},
    {"550 no such user 5.1.1", "5.0.0"},
    {"550 5.1.1234 odd", "5.0.0"},
    {"550 2.1.1 odd", "5.0.0"},
    {"550 5.1", "5.0.0"},
    {"550 5..1", "5.0.0"},
    {"550 5.1.1.1 odd", "5.0.0"},
    {"550", "5.0.0"},
    {"", "5.0.0"},
};

START_TEST(finds_the_status)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		ck_assert_view_eq(
		    dsn_status(view_of(statuses[i].reply), "5.0.0"),
		    statuses[i].status);
}
END_TEST

static const struct dsn plain = {
    .host = "web1.example.com",
    .domain = "example.com",
    .to = "alice@example.com",
    .id = "0000000000000001-0000000000000002",
    .envid = "",
    .arrival = 0,
    .now = 86400,
    .original = VIEW_LITERAL("Subject: hello\r\n"),
};

static const struct dsn_recipient bob = {
    .original = "root",
    .final = "bob@example.net",
    .reply = "550 5.1.1 no such user",
    .attempt = 86400,
};

static void
compose(struct buf *b, const struct dsn *d, const struct dsn_recipient *r)
{
	buf_init(b, 65536);
	dsn_begin(b, d);
	dsn_add_line(b, r);
	dsn_begin_fields(b, d);
	dsn_add_fields(b, d, r);
	ck_assert(dsn_end(b, d));
}

static void
check_lines(struct view text)
{
	struct view line;

	while (text.n != 0) {
		ck_assert(view_split(&text, '\n', &line));
		ck_assert(line.n > 0 && line.p[line.n - 1] == '\r');
		ck_assert_uint_le(line.n, 998);
	}
}

START_TEST(composes_a_report)
{
	static const char expected[] =
	    "From: Mail Delivery System <MAILER-DAEMON>\r\n"
	    "To: <alice@example.com>\r\n"
	    "Subject: Undelivered mail\r\n"
	    "Date: Fri, 02 Jan 1970 00:00:00 +0000\r\n"
	    "Message-ID: <0000000000000001-0000000000000002.report@"
	    "example.com>\r\n"
	    "Auto-Submitted: auto-replied\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/report; report-type=delivery-status;\r\n"
	    "\tboundary=\"=_postern/0000000000000001-0000000000000002\"\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n"
	    "\r\n"
	    "--=_postern/0000000000000001-0000000000000002\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n"
	    "\r\n"
	    "This is the mail system of web1.example.com.\r\n"
	    "\r\n"
	    "Your message could not be delivered to:\r\n"
	    "\r\n"
	    "  bob@example.net (for root)\r\n"
	    "    550 5.1.1 no such user\r\n"
	    "\r\n"
	    "Nothing more will be tried for these recipients. What was sent "
	    "is below.\r\n"
	    "\r\n"
	    "--=_postern/0000000000000001-0000000000000002\r\n"
	    "Content-Type: message/delivery-status\r\n"
	    "\r\n"
	    "Reporting-MTA: dns; web1.example.com\r\n"
	    "X-Postern-Queue-ID: 0000000000000001-0000000000000002\r\n"
	    "Arrival-Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"
	    "\r\n"
	    "Original-Recipient: rfc822; root\r\n"
	    "Final-Recipient: rfc822; bob@example.net\r\n"
	    "Action: failed\r\n"
	    "Status: 5.1.1\r\n"
	    "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
	    "Last-Attempt-Date: Fri, 02 Jan 1970 00:00:00 +0000\r\n"
	    "\r\n"
	    "--=_postern/0000000000000001-0000000000000002\r\n"
	    "Content-Type: text/rfc822-headers\r\n"
	    "\r\n"
	    "Subject: hello\r\n"
	    "\r\n"
	    "--=_postern/0000000000000001-0000000000000002--\r\n";
	struct buf b;

	compose(&b, &plain, &bob);
	ck_assert_str_eq(buf_str(&b), expected);
	check_lines(buf_view(&b));
	buf_clear(&b);
}
END_TEST

START_TEST(keeps_a_forged_boundary_apart)
{
	struct dsn d = plain;
	struct buf b;

	d.original = view_of("Subject: x\r\n"
			     "X: --=_postern/0000000000000001-"
			     "0000000000000002x\r\n");
	compose(&b, &d, &bob);
	ck_assert_ptr_nonnull(strstr(buf_str(&b),
	    "boundary=\"=_postern/0000000000000001-0000000000000002xx\""));
	buf_clear(&b);
}
END_TEST

START_TEST(says_what_expired)
{
	struct dsn_recipient r = bob;
	struct dsn d = plain;
	struct buf b;

	r.original = r.final;
	r.expired = true;
	r.reply = "given up: 450 4.2.1 later";
	d.envid = "abc";
	d.whole = true;
	d.original = view_of("Subject: \xc3\xa4\r\n\r\nText\r\n");
	compose(&b, &d, &r);
	ck_assert_ptr_nonnull(strstr(buf_str(&b), "\r\nStatus: 4.4.7\r\n"));
	ck_assert_ptr_nonnull(
	    strstr(b.p, "x-postern; given up: 450 4.2.1 later"));
	ck_assert_ptr_nonnull(strstr(b.p, "Original-Envelope-Id: abc\r\n"));
	ck_assert_ptr_nonnull(strstr(b.p,
	    "Content-Type: message/rfc822\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n"));
	ck_assert_ptr_null(strstr(b.p, "Original-Recipient"));
	buf_clear(&b);
}
END_TEST

/* People read UTF-8; fields for programs are ASCII (RFC 3464 2.). */
START_TEST(keeps_fields_ascii)
{
	struct dsn_recipient r = bob;
	struct buf b;
	const char *fields;

	r.final = "j\xc3\xb6rg@example.net";
	r.reply = "550 5.1.1 bo\xc3\xaete inconnue";
	compose(&b, &plain, &r);
	ck_assert_ptr_nonnull(strstr(buf_str(&b),
	    "  j\xc3\xb6rg@example.net (for root)\r\n"
	    "    550 5.1.1 bo\xc3\xaete inconnue\r\n"));
	fields = strstr(b.p, "message/delivery-status\r\n");
	ck_assert_ptr_nonnull(fields);
	ck_assert(view_is_ascii(view_of(fields)));
	ck_assert_ptr_nonnull(strstr(fields,
	    "\r\nDiagnostic-Code: smtp; 550 5.1.1 bo??te "
	    "inconnue\r\n"));
	buf_clear(&b);
}
END_TEST

START_TEST(fails_when_it_does_not_fit)
{
	struct buf b;

	buf_init(&b, 300);
	ck_assert(!dsn_begin(&b, &plain));
	ck_assert(!dsn_end(&b, &plain));
	buf_clear(&b);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {formats_dates, finds_the_status,
	    composes_a_report, keeps_a_forged_boundary_apart, says_what_expired,
	    keeps_fields_ascii, fails_when_it_does_not_fit};
	Suite *const suites[] = {SUITE_OF("dsn", tests)};

	return suite_run(suites, 1);
}
