/* SPDX-License-Identifier: ISC */
/* The SMTP dialogue of -bs: commands and replies, and the text's end. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "queue/notify.h"
#include "sendmail-shim/sendmail/dialogue.h"
#include "sendmail-shim/sendmail/dialogue_text.h"
#include "sendmail/suites.h"

#define TO "MAIL FROM:<a@b>|RCPT TO:<c@d>|"

/* Commands, and the replies' codes with what is done next behind the last. */
static const struct {
	const char *commands;
	const char *codes;
} steps[] = {
    {"EHLO me", "250"},
    {"ehlo me|HELO me", "250 250"},
    {"EHLO|HELO", "501 501"},
    {"NOOP|noop x|RSET|VRFY x|HELP", "250 250 250 252 214"},
    {"QUIT", "221 quit"},
    {"|x|MAILFROM:<a@b>|MAI", "500 500 500 500"},
    {"AUTH PLAIN|BDAT 1|EXPN x|STARTTLS|ETRN x", "502 502 502 502 502"},
    {"EHLO m\x01", "500"},
    {"DATA", "503"},
    {"RCPT TO:<a@b>", "503"},
    {"MAIL FROM:<a@b>|DATA|RCPT TO:<c@d>|DATA", "250 554 250 354 text"},
    {TO "DATA x|RSET|DATA", "250 250 501 250 503"},
    {TO "EHLO me|DATA", "250 250 250 503"},
    {"MAIL FROM:<a@b>|MAIL FROM:<a@b>", "250 503"},
    {"MAIL FROM:<>|RCPT TO:<>", "250 553"},
    {"mail from: <a@b>|rcpt to: root|RCPT TO:<root>", "250 250 250"},
    {"MAIL FROM:a@b SIZE=3|RCPT TO:<@x,@y:c@d>", "250 250"},
    {"MAIL FROM:<\"a b>\"@c>|RCPT TO:<\"a\\\" >\"@[127.0.0.1]>", "250 250"},
    {"MAIL|MAIL FROM|MAIL FROM:|MAIL FROM:<a@b|MAIL FROM:<a@b>x",
	"553 553 553 553 553"},
    {"MAIL FROM:<a@b>|RCPT TO:|RCPT TO:<a,b>|RCPT TO:a,b|RCPT TO:<a b>|"
     "RCPT TO:<a@>|RCPT TO:x <a@b>|RCPT TO:<\"a>",
	"250 553 553 553 553 553 555 553"},
    {"MAIL FROM:<a@b> SIZE=1 BODY=8BITMIME RET=HDRS ENVID=x+2By", "250"},
    {"MAIL FROM:<a@b> SIZE|MAIL FROM:<a@b> SIZE=|MAIL FROM:<a@b> SIZE=1x",
	"555 555 555"},
    {"MAIL FROM:<a@b> BODY=BINARYMIME|MAIL FROM:<a@b> RET=x", "555 555"},
    {"MAIL FROM:<a@b> RET=FULL RET=FULL|MAIL FROM:<a@b> SMTPUTF8=", "555 555"},
    {"MAIL FROM:<j\xc3\xb6rg@b> SMTPUTF8|RCPT TO:<\xe4\xb8\xad@b>", "250 250"},
    {"MAIL FROM:<j\xf6rg@b> SMTPUTF8|MAIL FROM:<a\xc2\x85@b> SMTPUTF8|"
     "MAIL FROM:<a\xe2\x80\xae@b> SMTPUTF8|MAIL FROM:<\xc0\xbe@b> SMTPUTF8",
	"553 553 553 553"},
    {"MAIL FROM:<a@b> ENVID=|MAIL FROM:<a@b> ENVID=a+2|"
     "MAIL FROM:<a@b> ENVID=a+0A|MAIL FROM:<a@b> ENVID=a+zz",
	"555 555 555 555"},
    {"MAIL FROM:<a@b> RET=x|RCPT TO:<c@d>", "555 503"},
    {"MAIL FROM:<a@b>|RCPT TO:<c@d> NOTIFY=x|RCPT TO:<c@d> NOTIFY=|"
     "RCPT TO:<c@d> NOTIFY=NEVER,DELAY|RCPT TO:<c@d> ORCPT=x|"
     "RCPT TO:<c@d> ORCPT=;x|DATA",
	"250 555 555 555 555 555 554"},
    {TO "RCPT TO:<e@f> ORCPT=rfc822;e+2Bg@f NOTIFY=DELAY", "250 250 250"},
};

static const char *const nexts[] = {"", " text", " quit"};

/* Does all commands; the codes. */
static void
talk(struct dialogue *d, const char *commands, struct buf *codes)
{
	struct view rest = view_of(commands), line;
	struct buf replies;

	buf_init(&replies, DIALOGUE_REPLY);
	while (view_split(&rest, '|', &line)) {
		enum dialogue_next next;

		buf_reset(&replies);
		next = dialogue_step(d, line, &replies);
		ck_assert(!replies.failed);
		ck_assert_uint_ge(replies.n, 5);
		ck_assert_int_eq(
		    memcmp(replies.p + replies.n - 2, "\r\n", 2), 0);
		buf_printf(codes, "%s%.3s%s", codes->n > 0 ? " " : "",
		    replies.p, nexts[next]);
	}
	buf_clear(&replies);
}

START_TEST(step)
{
	struct dialogue d;
	struct buf codes;

	dialogue_init(&d, "example.com");
	buf_init(&codes, 1024);
	talk(&d, steps[_i].commands, &codes);
	ck_assert_str_eq(buf_str(&codes), steps[_i].codes);
	buf_clear(&codes);
	dialogue_clear(&d);
}
END_TEST

START_TEST(envelope)
{
	struct dialogue d;
	struct buf codes;

	dialogue_init(&d, "example.com");
	buf_init(&codes, 1024);
	talk(&d,
	    "MAIL FROM:<x@y> RET=full ENVID=q+2Br|RCPT TO:<@z:\"a b\"@c>|"
	    "RCPT TO:root",
	    &codes);
	ck_assert_str_eq(buf_str(&codes), "250 250 250");
	ck_assert_str_eq(d.sender, "x@y");
	ck_assert_str_eq(d.ret, "FULL");
	ck_assert_str_eq(d.envid, "q+r");
	ck_assert_uint_eq(d.n_recipients, 2);
	ck_assert_str_eq(d.recipients.p, "<\"a b\"@c>");
	ck_assert_str_eq(d.recipients.p + strlen(d.recipients.p) + 1, "<root>");
	buf_clear(&codes);
	dialogue_clear(&d);
}
END_TEST

/* What is said of the recipients, and what is noted: NOTIFY and ORCPT of each.
 */
static const struct {
	const char *commands;
	const char *wishes;
} wishes[] = {
    {"RCPT TO:<a>", "/"},
    {"RCPT TO:<a> NOTIFY=NEVER", "NEVER/"},
    {"RCPT TO:<a> NOTIFY=never|RCPT TO:<b>|RCPT TO:<c> NOTIFY=Delay,SUCCESS",
	"NEVER/ / SUCCESS,DELAY/"},
    {"RCPT TO:<a> ORCPT=rfc822;b+2B@c NOTIFY=FAILURE|RCPT TO:<b>",
	"FAILURE/rfc822;b+2B@c /"},
    /* What is refused leaves nothing behind. */
    {"RCPT TO:<a> NOTIFY=SUCCESS ORCPT=x;|RCPT TO:<b>", "/"},
    {"RCPT TO:<a> NOTIFY=x|RCPT TO:<b> ORCPT=x;y", "/x;y"},
    {"RCPT TO:<a> NOTIFY=NEVER NOTIFY=NEVER|RCPT TO:<b>", "/"},
    {"RCPT TO:<a> ORCPT=x;y ORCPT=x;y|RCPT TO:<b>", "/"},
    {"RCPT TO:<a> NOTIFY|RCPT TO:<b> ORCPT|RCPT TO:<c>", "/"},
    {"RCPT TO:<a> ORCPT=utf-8;j\\x{F6}rg@x", "/utf-8;j\\x{F6}rg@x"},
    {"RCPT TO:<a> ORCPT=UTF-8;j\xc3\xb6rg@x", "/UTF-8;j\\x{F6}rg@x"},
    {"RCPT TO:<a> ORCPT=utf-8;j\xf6rg@x|RCPT TO:<a> ORCPT=utf-8;\xc2\x85|"
     "RCPT TO:<a> ORCPT=utf-8;\xe2\x80\xae|RCPT TO:<a> ORCPT=rfc822;\xc3\xb6|"
     "RCPT TO:<a> ORCPT=rfc822;+0D+0ARSET|RCPT TO:<a> ORCPT=rfc822;+00|"
     "RCPT TO:<a> ORCPT=a b;c|RCPT TO:<a> ORCPT=a+20;c|RCPT TO:<b>",
	"/"},
};

START_TEST(notes_wishes)
{
	struct dialogue d;
	struct buf codes, seen;
	const char *orcpt;
	char notify[NOTIFY_TEXT];

	dialogue_init(&d, "example.com");
	buf_init(&codes, 1024);
	buf_init(&seen, 1024);
	talk(&d, "MAIL FROM:<>", &codes);
	talk(&d, wishes[_i].commands, &codes);
	orcpt = d.orcpts.p;
	for (unsigned i = 0; i < d.n_recipients; i++) {
		notify_text(d.notifies[i], notify);
		buf_printf(&seen, "%s%s/%s", i > 0 ? " " : "", notify, orcpt);
		orcpt += strlen(orcpt) + 1;
	}
	ck_assert_str_eq(buf_str(&seen), wishes[_i].wishes);
	dialogue_reset(&d);
	ck_assert_uint_eq(d.orcpts.n, 0);
	buf_clear(&codes);
	buf_clear(&seen);
	dialogue_clear(&d);
}
END_TEST

START_TEST(too_much)
{
	static char line[DIALOGUE_LINE + 2];
	struct dialogue d;
	struct buf codes;

	dialogue_init(&d, "example.com");
	buf_init(&codes, 1UL << 20);
	talk(&d, "MAIL FROM:<>", &codes);
	for (unsigned i = 0; i < LIMIT_RECIPIENTS; i++)
		talk(&d, "RCPT TO:<a>", &codes);
	ck_assert_ptr_null(strstr(buf_str(&codes), "452"));
	talk(&d, "RCPT TO:<a>", &codes);
	ck_assert_ptr_nonnull(strstr(buf_str(&codes), "452"));
	ck_assert_uint_eq(d.n_recipients, LIMIT_RECIPIENTS);
	memset(line, 'x', sizeof(line) - 1);
	memcpy(line, "NOOP ", 5);
	buf_reset(&codes);
	talk(&d, line, &codes);
	line[DIALOGUE_LINE] = '\0';
	talk(&d, line, &codes);
	ck_assert_str_eq(buf_str(&codes), "500 250");
	buf_clear(&codes);
	dialogue_clear(&d);
}
END_TEST

static const struct {
	int status;
	const char *text;
	const char *reply;
} ends[] = {
    {0, "ID", "250 2.0.0 queued as ID\r\n"},
    {65, "too\r\nlarge", "554 5.6.0 too\\x0d\\x0alarge\r\n"},
    {69, "x", "554 5.3.0 x\r\n"},
    {77, "x", "550 5.7.1 x\r\n"},
    {75, "x", "451 4.3.0 x\r\n"},
    {70, "x", "451 4.3.0 x\r\n"},
};

START_TEST(done)
{
	struct dialogue d;
	struct buf replies;

	dialogue_init(&d, "example.com");
	d.has_sender = true;
	buf_init(&replies, DIALOGUE_REPLY);
	dialogue_done(&d, ends[_i].status, ends[_i].text, &replies);
	ck_assert(!d.has_sender);
	ck_assert_str_eq(buf_str(&replies), ends[_i].reply);
	buf_clear(&replies);
	dialogue_clear(&d);
}
END_TEST

/* What comes behind DATA; the text, and what is left of it. */
static const struct {
	bool bare;
	const char *in;
	const char *text;
	const char *rest;
} texts[] = {
    {false, ".\r\nQUIT", "", "QUIT"},
    {false, "a\r\n.\r\n", "a\r\n", ""},
    {false, "..\r\n...x\r\n.y\r\n.\r\nz", ".\r\n..x\r\ny\r\n", "z"},
    {false, "a\n.\nb\r\n.\r\n", "a\n.\nb\r\n", ""},
    {false, "a\r.\rb\r\n.\r\n", "a\r.\rb\r\n", ""},
    {false, "a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n", ""},
    {false, "a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", ""},
    {false, "a\r\n.\r.\r\n.\r\n", "a\r\n\r.\r\n", ""},
    {false, "a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n", ""},
    {true, ".\nQUIT", "", "QUIT"},
    {true, "a\n.\nb", "a\n", "b"},
    {true, "a\r\n.\r\nb", "a\r\n", "b"},
    {true, "..\n.x\n..y\n.\n", ".\nx\n.y\n", ""},
    {true, "a\r.\n.\n", "a\r.\n", ""},
};

/* All of it in pieces of n bytes, into size bytes of room. */
static void
take_text(int i, size_t n, size_t size)
{
	struct dialogue_text t = {.bare = texts[i].bare};
	struct view in = view_of(texts[i].in);
	struct buf out;

	buf_init(&out, 1024);
	while (in.n > 0 && t.at != DIALOGUE_ENDED) {
		struct view piece = view_before(in, n);
		size_t before = piece.n;
		char *room = malloc(size);

		ck_assert_ptr_nonnull(room);
		buf_add(&out,
		    view_make(
			room, dialogue_text_take(&t, &piece, room, size)));
		free(room);
		in = view_from(in, before - piece.n);
	}
	ck_assert_int_eq(t.at, DIALOGUE_ENDED);
	ck_assert_str_eq(buf_str(&out), texts[i].text);
	ck_assert(view_eq_str(in, texts[i].rest));
	buf_clear(&out);
}

START_TEST(text)
{
	for (size_t n = 1; n <= strlen(texts[_i].in); n++)
		for (size_t size = 2; size < 8; size++)
			take_text(_i, n, size);
}
END_TEST

Suite *
dialogue_suite(void)
{
	Suite *s = suite_create("dialogue");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, step, 0, COUNT(steps));
	tcase_add_test(t, envelope);
	tcase_add_loop_test(t, notes_wishes, 0, COUNT(wishes));
	tcase_add_test(t, too_much);
	tcase_add_loop_test(t, done, 0, COUNT(ends));
	tcase_add_loop_test(t, text, 0, COUNT(texts));
	suite_add_tcase(s, t);
	return s;
}
