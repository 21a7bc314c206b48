/* SPDX-License-Identifier: ISC */
/* Whole messages from standard input into a spool. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "queue/submit.h"
#include "sendmail-shim/sendmail/send.h"
#include "sendmail/send_text.h"
#include "sendmail/suites.h"
#include "sys/file.h"

/* Puts X where a date and a random id stand. */
static void
blank_out(char *text, const char *name, char end)
{
	char *p = strstr(text, name);

	if (p == NULL)
		return;
	p += strlen(name);
	while (*p != end && *p != '\0')
		*p++ = 'X';
}

#define ADDED "Date: XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\r\n"
#define FROM "From: \"Tina T.\" <tina>\r\n"
#define ID "Message-ID: <XXXXXXXXXXXXXXXXXXXXXXXXX@example.com>\r\n"
#define MIME(charset)                                                     \
	"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=" charset \
	"\r\nContent-Transfer-Encoding: 8bit\r\n"

#define TEXT(s) VIEW_LITERAL(s)

/* Command line, input; sender, recipients and the text in the spool. */
static const struct {
	const char *words;
	struct view in;
	const char *sender;
	const char *recipients;
	const char *text;
} messages[] = {
    {"sendmail root", TEXT("Subject: x\n\nhello\n"), "tina", "root;",
	"Subject: x\r\n" ADDED FROM ID "\r\nhello\r\n"},
    {"sendmail root", TEXT("no header"), "tina", "root;",
	ADDED FROM ID "\r\nno header\r\n"},
    {"sendmail root", TEXT(""), "tina", "root;", ADDED FROM ID "\r\n"},
    {"sendmail root", TEXT("\n\nx"), "tina", "root;",
	ADDED FROM ID "\r\n\r\nx\r\n"},
    {"sendmail root", TEXT("A: b\nnot a field: x\n"), "tina", "root;",
	"A: b\r\n" ADDED FROM ID "\r\nnot a field: x\r\n"},
    {"sendmail a@b,c root a@b", TEXT(""), "tina", "a@b;c;root;",
	ADDED FROM ID "\r\n"},
    {"sendmail \"a,b\"@c \"d@e\"@f,g@[192.0.2.1],h@[IPv6:2001:db8::1]",
	TEXT(""), "tina",
	"\"a,b\"@c;\"d@e\"@f;g@[192.0.2.1];h@[IPv6:2001:db8::1];",
	ADDED FROM ID "\r\n"},
    {"sendmail <a@b>,,c@d, \"q\"", TEXT(""), "tina", "a@b;c@d;\"q\";",
	ADDED FROM ID "\r\n"},
    {"sendmail -- -t -f", TEXT("To: x\n\n"), "tina", "-t;-f;",
	"To: x@example.com\r\n" ADDED FROM ID "\r\n"},
    {"sendmail -t", TEXT("Bcc: a@b\n\nx\n"), "tina", "a@b;",
	ADDED FROM ID "\r\nx\r\n"},
    {"sendmail -t",
	TEXT("Cc: T: a@b, \"c, d\" <e@[192.0.2.1]>;, \"f g\"@h (x)\n\n"),
	"tina", "a@b;e@[192.0.2.1];\"f g\"@h;",
	"Cc: T: a@b, \"c, d\" <e@[192.0.2.1]>;, \"f g\"@h (x)\r\n" ADDED FROM ID
	"\r\n"},
    {"sendmail -f x@y -FX root", TEXT(""), "x@y", "root;",
	ADDED "From: X <x@y>\r\n" ID "\r\n"},
    {"sendmail -f <> root", TEXT(""), "", "root;", ADDED FROM ID "\r\n"},
    {"sendmail -t", TEXT("To: a@b, c\nBcc: d@e\n\nx\n"), "tina", "a@b;c;d@e;",
	"To: a@b, c@example.com\r\n" ADDED FROM ID "\r\nx\r\n"},
    {"sendmail -t f@g", TEXT("To: a@b\n\n"), "tina", "f@g;a@b;",
	"To: a@b\r\n" ADDED FROM ID "\r\n"},
    {"sendmail -t", TEXT("Subject: x\rBcc: d@e\r\rx\r"), "tina", "d@e;",
	"Subject: x\r\n" ADDED FROM ID "\r\nx\r\n"},
    {"sendmail root", TEXT("A: b\r\n\r\nx\r\n.\r\ny\r\n"), "tina", "root;",
	"A: b\r\n" ADDED FROM ID "\r\nx\r\n"},
    {"sendmail -i root", TEXT("A: b\r\n\r\nx\r\n.\r\ny\r\n"), "tina", "root;",
	"A: b\r\n" ADDED FROM ID "\r\nx\r\n.\r\ny\r\n"},
    {"sendmail root", TEXT("A: b\n.\nBcc: c\n"), "tina", "root;",
	"A: b\r\n" ADDED FROM ID "\r\n"},
    {"sendmail root", TEXT("From tina Mon Jan  1\n>From x\nA: b\n\nFrom y\n"),
	"tina", "root;", "A: b\r\n" ADDED FROM ID "\r\nFrom y\r\n"},
    {"sendmail root", TEXT("A: b\0c\n\nx\0y\n"), "tina", "root;",
	"A: bc\r\n" ADDED FROM ID "\r\nxy\r\n"},
    {"sendmail root", TEXT("\n\xc3\xa9\n"), "tina", "root;",
	ADDED FROM ID MIME("utf-8") "\r\n\xc3\xa9\r\n"},
    {"sendmail root", TEXT("\n\xe9\n"), "tina", "root;",
	ADDED FROM ID MIME("unknown-8bit") "\r\n\xe9\r\n"},
    {"sendmail root", TEXT("Subject: \xc3\xa9\n\nx\n"), "tina", "root;",
	"Subject: =?UTF-8?Q?=C3=A9?=\r\n" ADDED FROM ID "\r\nx\r\n"},
#ifdef HAVE_LIBIDN2
    /* international domains; a local part in another script stays */
    {"sendmail -f a@B\xc3\xbc\x63her.example x@b\xc3\xbc\x63her.example "
     "x@xn--bcher-kva.example \xc3\xa9@b\xc3\xbc\x63her.example",
	TEXT(""), "a@xn--bcher-kva.example",
	"x@xn--bcher-kva.example;\xc3\xa9@b\xc3\xbc\x63her.example;",
	ADDED "From: a@xn--bcher-kva.example\r\n" ID "\r\n"},
    /* a character that stands for '@' makes no other address */
    {"sendmail -t", TEXT("To: x@a\xef\xbc\xa0\x62.example\n\n"), "tina",
	"x@a\xef\xbc\xa0\x62.example;",
	"To: x@a\xef\xbc\xa0\x62.example\r\n" ADDED FROM ID "\r\n"},
#endif
};

START_TEST(message)
{
	struct message m;
	struct buf text, recipients;

	ck_assert_msg(
	    send_text_run(messages[_i].words, messages[_i].in) == EX_OK, "%s",
	    send_text_error.text);
	ck_assert(spool_check_name(view_of(send_text_id)));
	ck_assert_uint_eq(spool_dir_tmp(&send_text_spool), 0);
	message_init(&m);
	buf_init(&text, 65536);
	buf_init(&recipients, 4096);
	spool_dir_load(&send_text_spool, &m, &text);
	ck_assert_ptr_nonnull(buf_str(&text));
	blank_out(text.p, "Date: ", '\r');
	blank_out(text.p, "Message-ID: <", '@');
	ck_assert_str_eq(text.p, messages[_i].text);
	ck_assert_str_eq(m.sender, messages[_i].sender);
	for (unsigned i = 0; i < m.n_recipients; i++)
		buf_printf(&recipients, "%s;", message_recipient(&m, i));
	ck_assert_str_eq(buf_str(&recipients), messages[_i].recipients);
	ck_assert_uint_eq(m.uid, getuid());
	buf_clear(&recipients);
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

static const struct {
	const char *words;
	const char *in;
	int status;
	const char *reason;
} refusals[] = {
    {"sendmail", "A: b\n\n", EX_USAGE, "no recipient"},
    {"sendmail -t", "A: b\n\n", EX_USAGE, "no recipient"},
    {"sendmail -t", "To: a b\n\n", EX_DATAERR, "To: not a list"},
    {"sendmail -t", "To: \"a\nb\"@c\n\n", EX_DATAERR, "To: not a list"},
    {"sendmail -t root", "Cc: <a\n\n", EX_DATAERR, "Cc: not a list"},
    {"sendmail a@", "", EX_DATAERR, "a@: not an address"},
    {"sendmail root <a@b", "", EX_DATAERR, "<a@b: not an address"},
    {"sendmail a\tb@\x01", "", EX_DATAERR, "not a mail address"},
};

START_TEST(refusal)
{
	ck_assert_int_eq(
	    send_text_run(refusals[_i].words, view_of(refusals[_i].in)),
	    refusals[_i].status);
	ck_assert_msg(strstr(send_text_error.text, refusals[_i].reason) != NULL,
	    "'%s'", send_text_error.text);
	ck_assert_uint_eq(spool_dir_tmp(&send_text_spool), 0);
	ck_assert_uint_eq(spool_dir_new(&send_text_spool), 0);
}
END_TEST

/* What queue-put says or does, and what becomes of it. */
static const struct {
	const char *script;
	int status;
	const char *reason;
} doors[] = {
    {"#!/bin/sh\nexit 0\n", EX_TEMPFAIL, "without an answer"},
    {"#!/bin/sh\ncat >/dev/null\nexit 0\n", EX_TEMPFAIL, "answer"},
    {"#!/bin/sh\necho hello\n", EX_TEMPFAIL, "without an answer"},
    {"#!/bin/sh\nkill -9 $$\n", EX_TEMPFAIL, "without an answer"},
    {"not a program", EX_TEMPFAIL, "put"},
};

START_TEST(bad_door)
{
	static char text[300000];

	memset(text, 'x', sizeof(text) - 1);
	send_text_write_put(doors[_i].script);
	ck_assert_int_eq(
	    send_text_run("sendmail root", view_of(text)), doors[_i].status);
	ck_assert_msg(strstr(send_text_error.text, doors[_i].reason) != NULL,
	    "'%s'", send_text_error.text);
	ck_assert_uint_eq(spool_dir_new(&send_text_spool), 0);
}
END_TEST

/* The answer is good and the end is not: the message may be there, but that
 * is not said. */
START_TEST(bad_end)
{
	char text[4500], here[4096];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(text, sizeof(text),
	    "#!/bin/sh\n'%s/tests/unit/put_here' '%s'\nexit 3\n", here,
	    send_text_spool.path);
	send_text_write_put(text);
	ck_assert_int_eq(
	    send_text_run("sendmail root", view_of("x\n")), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(send_text_error.text, "did not end well"));
}
END_TEST

/* A text may be held back for long: whoever passes it on to the socket must
 * have seen before that it began, to say that there will be more. */
START_TEST(begins_the_text_at_once)
{
	static const uint8_t types[] = {
	    SUBMIT_ENVELOPE, SUBMIT_RECIPIENTS, SUBMIT_DATA};
	char path[128], script[512];
	struct view rest, text = view_of("-");
	struct frame f;
	struct buf b;

	snprintf(path, sizeof(path), "%s/frames", send_text_spool.path);
	snprintf(script, sizeof(script), "#!/bin/sh\nexec cat >'%s'\n", path);
	send_text_write_put(script);
	send_text_run("sendmail root", view_of("x\n"));
	buf_init(&b, 1 << 20);
	ck_assert_int_eq(file_read(path, &b, &send_text_error), ERROR_NONE);
	rest = buf_view(&b);
	for (size_t i = 0; i < COUNT(types); i++) {
		long n = frame_parse(rest, LIMIT_FRAME, &f);

		ck_assert_int_gt(n, 0);
		ck_assert_int_eq(f.type, types[i]);
		rest = view_from(rest, (size_t)n);
	}
	ck_assert_int_eq(submit_get_data(&f, &text, NULL), ERROR_NONE);
	ck_assert_uint_eq(text.n, 0);
	buf_clear(&b);
	unlink(path);
}
END_TEST

START_TEST(spool_in_the_way)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/drop/tmp", send_text_spool.path);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(
	    send_text_run("sendmail root", view_of("x\n")), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(send_text_error.text, "No such file"));
	ck_assert_int_eq(mkdir(path, 0700), 0);
}
END_TEST

START_TEST(unreadable_input)
{
	static const struct identity identity = {
	    .login = "tina", .domain = "example.com"};
	char program[] = "sendmail", root[] = "root";
	char *argv[] = {program, root, NULL};
	struct options o;
	struct send s = {.options = &o,
	    .identity = &identity,
	    .put = send_text_put,
	    .in = -1};

	ck_assert_int_eq(
	    options_parse(2, argv, &o, &send_text_error), ERROR_NONE);
	ck_assert_int_eq(
	    send_run(&s, send_text_id, &send_text_error), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(
	    strstr(send_text_error.text, "reading the message"));
	ck_assert_uint_eq(spool_dir_new(&send_text_spool), 0);
}
END_TEST

Suite *
send_suite(void)
{
	Suite *s = suite_create("send");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, send_text_set_up, send_text_tear_down);
	tcase_add_loop_test(t, message, 0, COUNT(messages));
	tcase_add_loop_test(t, refusal, 0, COUNT(refusals));
	tcase_add_loop_test(t, bad_door, 0, COUNT(doors));
	tcase_add_test(t, bad_end);
	tcase_add_test(t, begins_the_text_at_once);
	tcase_add_test(t, spool_in_the_way);
	tcase_add_test(t, unreadable_input);
	suite_add_tcase(s, t);
	return s;
}
