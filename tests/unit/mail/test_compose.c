/* SPDX-License-Identifier: ISC */
/* The header section as it goes out, byte by byte; its recipients. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mail/compose.h"
#include "mail/date.h"
#include "mail/recipients.h"
#include "mail/suites.h"

#define DATE "Mon, 23 Nov 2026 06:16:16 +0000"
#define ID "<1.2@example.com>"
#define ADDED_DATE "Date: " DATE "\n"
#define ADDED_ID "Message-ID: " ID "\n"
#define HAVE "Date: x\nFrom: a@b\nMessage-ID: <y>\n"

static const struct {
	const char *from;
	const char *full_name;
	const char *charset;
	const char *section;
	const char *want;
} cases[] = {
    {"root", "", "", "", ADDED_DATE "From: root\n" ADDED_ID},
    {"root", "Cron Daemon", "", "Subject: x\n",
	"Subject: x\n" ADDED_DATE "From: Cron Daemon <root>\n" ADDED_ID},
    {"alice@b.org", "Doe, A.", "", "",
	ADDED_DATE "From: \"Doe, A.\" <alice@b.org>\n" ADDED_ID},
    {"root", "x\nBcc: evil@example.org", "", "",
	ADDED_DATE "From: \"x Bcc: evil@example.org\" "
		   "<root>\n" ADDED_ID},
    {"root", "", "", HAVE, HAVE},
    {"root", "", "", HAVE "Subject: no end", HAVE "Subject: no end\n"},
    {"root", "", "", "date: x\nFROM:a@b\nmessage-id :<y>\n",
	"date: x\nFROM:a@b\nmessage-id :<y>\n"},
    /* bare names */
    {"root", "", "", HAVE "To: root, Bob <bob>,\n c@d\n",
	HAVE "To: root@example.com, Bob <bob@example.com>,\n c@d\n"},
    {"root", "", "",
	"From: root (Cron Daemon)\nTo: root\nDate: x\nMessage-ID: <y>\n",
	"From: root (Cron Daemon)\nTo: root@example.com\n"
	"Date: x\nMessage-ID: <y>\n"},
    {"root", "", "", HAVE "Cc : a\nReply-To: b\nSender: c\n",
	HAVE "Cc: a@example.com\nReply-To: b@example.com\n"
	     "Sender: c\n"},
    {"root", "", "", HAVE "To: a b, c\n", HAVE "To: a b, c\n"},
    {"root", "", "", HAVE "Subject: root\nX-To: root\n",
	HAVE "Subject: root\nX-To: root\n"},
    /* dropped */
    {"root", "", "",
	HAVE "Bcc: a@b,\n c@d\nbcc: e\nSubject: x\nReturn-Path: <a>\n"
	     "Content-Length: 3\n",
	HAVE "Subject: x\n"},
    {"root", "", "", HAVE "Cc:\nTo: \n\t\nSubject:\n", HAVE "Subject:\n"},
    {"root", "", "", "From:\nDate: \nMessage-ID:\n",
	ADDED_DATE "From: root\n" ADDED_ID},
    /* MIME */
    {"root", "", "utf-8", HAVE,
	HAVE "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	     "Content-Transfer-Encoding: 8bit\n"},
    {"root", "", "unknown-8bit", HAVE "MIME-Version: 1.0\n",
	HAVE "MIME-Version: 1.0\n"
	     "Content-Type: text/plain; charset=unknown-8bit\n"
	     "Content-Transfer-Encoding: 8bit\n"},
    {"root", "", "", HAVE "Content-Type: text/plain; charset=UTF-8\n",
	HAVE "Content-Type: text/plain; charset=UTF-8\n"
	     "MIME-Version: 1.0\n"},
    {"root", "", "utf-8",
	HAVE "MIME-Version: 1.0\nContent-Type: text/html\n"
	     "Content-Transfer-Encoding: quoted-printable\n",
	HAVE "MIME-Version: 1.0\nContent-Type: text/html\n"
	     "Content-Transfer-Encoding: quoted-printable\n"},
    /* Resent */
    {"bob", "", "",
	"Received: x\nResent-To: c\nResent-Bcc: d\n" HAVE "Bcc: e@f\n",
	"Received: x\nResent-Date: " DATE
	"\nResent-From: bob\nResent-Message-ID: " ID
	"\nResent-To: c@example.com\n" HAVE},
    {"bob", "", "",
	"Resent-Bcc: d\n" HAVE
	"Resent-Date: z\nResent-From: e@f\nResent-Message-ID: <w>\n",
	HAVE "Resent-Date: z\nResent-From: e@f\n"
	     "Resent-Message-ID: <w>\n"},
    /* domains in other scripts */
    {"root", "", "",
	HAVE "To: J\xc3\xbc <j@\xc3\xbc.org>, (c) x@y.\xc3\xbc (d),\n"
	     " G: root, a@\xc3\xbc;\nCc: b@b.org, \"a b\"@\xc3\xbc\n",
	HAVE "To: J\xc3\xbc <j@?.org>, (c) x@y.? (d),\n"
	     " G: root@example.com, a@?;\nCc: b@b.org, \"a b\"@?\n"},
    {"root", "", "",
	"Date: x\nMessage-ID: <y>\nFrom: root, a@\xc3\xbc\n"
	"Sender: root <root>\nReply-To: a@\xc3\xbc, root\n",
	"Date: x\nMessage-ID: <y>\nFrom: root, a@?\n"
	"Sender: root <root>\nReply-To: a@?, root@example.com\n"},
    {"root", "", "",
	HAVE "To: \xc3\xbc@\xc3\xbc, a@(c)\xc3\xbc, a@b (c) . \xc3\xbc\n"
	     "Subject: a@\xc3\xbc\nCc: a@\xc3\xbc b\nX-To: a@\xc3\xbc\n",
	HAVE "To: \xc3\xbc@\xc3\xbc, a@(c)?, a@b (c) . \xc3\xbc\n"
	     "Subject: a@\xc3\xbc\nCc: a@\xc3\xbc b\nX-To: a@\xc3\xbc\n"},
    {"root", "", "", HAVE "To: a@\xc3\xbc, root\nDKIM-Signature: v=1\n",
	HAVE "To: a@\xc3\xbc, root@example.com\nDKIM-Signature: v=1\n"},
};

/* An address_domain_fn: a question mark for the first U with an umlaut, unless
 * it was cut. */
static struct view
to_ascii(struct view domain, char room[ADDRESS_DOMAIN])
{
	size_t at = view_find(domain, '\xc3');

	ck_assert_uint_lt(at, domain.n);
	if (at + 1 == domain.n)
		return domain;
	memcpy(room, domain.p, at);
	room[at] = '?';
	memcpy(room + at + 1, domain.p + at + 2, domain.n - at - 2);
	return view_make(room, domain.n - 1);
}

static void
compose_case(int i, struct view section, struct buf *out)
{
	struct compose c = {
	    .domain = view_of("example.com"),
	    .from = view_of(cases[i].from),
	    .full_name = view_of(cases[i].full_name),
	    .date = view_of(DATE),
	    .message_id = view_of(ID),
	    .charset = view_of(cases[i].charset),
	    .to_ascii = to_ascii,
	};

	buf_init(out, 65536);
	ck_assert(compose_header(&c, section, out));
}

START_TEST(header)
{
	struct buf out;

	compose_case(_i, view_of(cases[_i].section), &out);
	ck_assert_str_eq(buf_str(&out), cases[_i].want);
	buf_clear(&out);
}
END_TEST

/* Cut anywhere, in memory of just that size: all lines stay fields, and
 * nothing beyond is read. */
START_TEST(every_part)
{
	size_t n = strlen(cases[_i].section);

	for (size_t cut = 1; cut <= n; cut++) {
		char *text = malloc(cut);
		struct buf out;

		ck_assert_ptr_nonnull(text);
		memcpy(text, cases[_i].section, cut);
		compose_case(_i, view_make(text, cut), &out);
		ck_assert_ptr_nonnull(buf_str(&out));
		ck_assert_ptr_nonnull(strstr(out.p, "From:") != NULL
			? strstr(out.p, "From:")
			: strstr(out.p, "FROM:"));
		ck_assert_ptr_null(strstr(out.p, "\n\n"));
		ck_assert_int_eq(out.p[out.n - 1], '\n');
		buf_clear(&out);
		free(text);
	}
}
END_TEST

START_TEST(no_room)
{
	struct compose c = {.domain = view_of("example.com"),
	    .from = view_of("a"),
	    .full_name = view_of(""),
	    .date = view_of(DATE),
	    .message_id = view_of(ID),
	    .charset = view_of("")};
	struct view section = view_of("To: a\nFrom: b\n");
	struct buf all;

	buf_init(&all, 4096);
	ck_assert(compose_header(&c, section, &all));
	for (size_t room = 0; room < all.n; room++) {
		struct buf out;

		buf_init(&out, room);
		ck_assert(!compose_header(&c, section, &out));
		buf_clear(&out);
	}
	buf_clear(&all);
}
END_TEST

static const struct {
	const char *text;
	size_t skipped;
} envelopes[] = {
    {"From root Mon Jan  1\nA: b\n", 21},
    {">From root\nA: b\n", 11},
    {"From a\n>From b\nA: b\n", 15},
    {"From: root\n", 0},
    {"A: b\nFrom root\n", 0},
    {"From root", 0},
    {"From", 0},
    {"", 0},
};

START_TEST(envelope_line)
{
	ck_assert_uint_eq(
	    compose_skip_envelope_line(view_of(envelopes[_i].text)),
	    envelopes[_i].skipped);
}
END_TEST

/* Recipients as "a;b;", NULL when a field is no list. */
static const struct {
	const char *section;
	const char *want;
} recipients[] = {
    {"", ""},
    {"Subject: a@b\nFrom: c@d\n", ""},
    {"To: a@b\nCc: c\nBcc: e@f, g\n", "a@b;c;e@f;g;"},
    {"TO: a@b,\n c@d\nto: e\n", "a@b;c@d;e;"},
    {"To: x: a@b, c;\n", "a@b;c;"},
    {"To: undisclosed-recipients:;\n", ""},
    {"To:\n", ""},
    {"To: a@b\nResent-To: c@d\nCc: e@f\nResent-Bcc: g@h\n", "c@d;g@h;"},
    {"To: a@b\nResent-From: c@d\n", "a@b;"},
    {"To: a b\n", NULL},
    {"To: a@b\nCc: <\n", NULL},
};

static bool
collect(void *arg, struct view address, struct view name)
{
	(void)name;
	return buf_printf(arg, "%.*s;", VIEW_ARG(address));
}

START_TEST(header_recipients)
{
	struct buf got;
	struct error e = {ERROR_NONE, ""};
	enum error_code code;

	buf_init(&got, 4096);
	code =
	    recipients_each(view_of(recipients[_i].section), collect, &got, &e);
	if (recipients[_i].want != NULL) {
		ck_assert_int_eq(code, ERROR_NONE);
		ck_assert_str_eq(buf_str(&got), recipients[_i].want);
	} else {
		ck_assert_int_eq(code, ERROR_INPUT);
		ck_assert_ptr_nonnull(strstr(e.text, "not a list"));
	}
	buf_clear(&got);
}
END_TEST

static const struct {
	const char *zone;
	int64_t seconds;
	const char *text; /* NULL: beyond the calendar */
} dates[] = {
    {"UTC0", 0, "Thu, 01 Jan 1970 00:00:00 +0000"},
    {"UTC0", 1795414576, "Mon, 23 Nov 2026 06:16:16 +0000"},
    {"XXX-5:30", 1795414576, "Mon, 23 Nov 2026 11:46:16 +0530"},
    {"XXX+3:30", 1795414576, "Mon, 23 Nov 2026 02:46:16 -0330"},
    {"UTC0", 253402300799, "Fri, 31 Dec 9999 23:59:59 +0000"},
    {"UTC0", 253402300800, NULL},
    {"UTC0", -1, NULL},
};

START_TEST(date)
{
	char text[DATE_TEXT];

	ck_assert_int_eq(setenv("TZ", dates[_i].zone, 1), 0);
	tzset();
	if (dates[_i].text == NULL) {
		ck_assert(!date_format_local(dates[_i].seconds, text));
		return;
	}
	ck_assert(date_format_local(dates[_i].seconds, text));
	ck_assert_str_eq(text, dates[_i].text);
	ck_assert(date_format(1795414576, text));
	ck_assert_str_eq(text, "Mon, 23 Nov 2026 06:16:16 +0000");
}
END_TEST

Suite *
compose_suite(void)
{
	Suite *s = suite_create("compose");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, header, 0, COUNT(cases));
	tcase_add_loop_test(t, every_part, 0, COUNT(cases));
	tcase_add_test(t, no_room);
	tcase_add_loop_test(t, envelope_line, 0, COUNT(envelopes));
	tcase_add_loop_test(t, header_recipients, 0, COUNT(recipients));
	tcase_add_loop_test(t, date, 0, COUNT(dates));
	suite_add_tcase(s, t);
	return s;
}
