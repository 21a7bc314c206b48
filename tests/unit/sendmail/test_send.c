/* SPDX-License-Identifier: ISC */
/* Whole messages from standard input into a spool, through a queue-put that
 * works in a temporary directory. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "sendmail-shim/sendmail/send.h"
#include "sendmail/spool_dir.h"
#include "sendmail/suites.h"

static struct test_spool spool;
static char put_path[128]; /* a script that starts put_here */
static char id[SPOOL_NAME + 1];
static struct error error;

static void
write_script(const char *text)
{
	int fd = open(put_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void
set_up(void)
{
	char text[4500], here[4096];

	signal(SIGPIPE, SIG_IGN);
	spool_dir_make(&spool);
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(put_path, sizeof(put_path), "%s/put", spool.path);
	snprintf(text, sizeof(text),
	    "#!/bin/sh\nexec '%s/tests/unit/put_here' '%s'\n", here,
	    spool.path);
	write_script(text);
}

static void
tear_down(void)
{
	unlink(put_path);
	spool_dir_remove(&spool);
}

static int
input(struct view text)
{
	char path[] = "/tmp/postern-test-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	unlink(path);
	ck_assert_int_eq(write(fd, text.p, text.n), (ssize_t)text.n);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* Sends text with the command line in words; the exit status. */
static int
send_text(const char *words, struct view text)
{
	static const struct identity identity = {
	    .login = "tina", .full_name = "Tina T.", .domain = "example.com"};
	char line[512], *argv[16] = {NULL};
	struct options o;
	struct send s = {.options = &o, .identity = &identity};
	struct view rest = view_of(words), word;
	int argc = 0, status;
	size_t at = 0;

	while (view_word(&rest, &word)) {
		argv[argc++] = line + at;
		ck_assert(view_copy(word, line + at, sizeof(line) - at));
		at += word.n + 1;
	}
	ck_assert_int_eq(options_parse(argc, argv, &o, &error), ERROR_NONE);
	error_clear(&error);
	s.put = put_path;
	s.in = input(text);
	status = send_run(&s, id, &error);
	close(s.in);
	return status;
}

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
#define FROM "From: \"Tina T.\" <tina@example.com>\r\n"
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
	"Subject: \xc3\xa9\r\n" ADDED FROM ID "\r\nx\r\n"},
};

START_TEST(message)
{
	struct message m;
	struct buf text, recipients;

	ck_assert_msg(send_text(messages[_i].words, messages[_i].in) == EX_OK,
	    "%s", error.text);
	ck_assert(spool_check_name(view_of(id)));
	ck_assert_uint_eq(spool_dir_tmp(&spool), 0);
	message_init(&m);
	buf_init(&text, 65536);
	buf_init(&recipients, 4096);
	spool_dir_load(&spool, &m, &text);
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
	    send_text(refusals[_i].words, view_of(refusals[_i].in)),
	    refusals[_i].status);
	ck_assert_msg(strstr(error.text, refusals[_i].reason) != NULL, "'%s'",
	    error.text);
	ck_assert_uint_eq(spool_dir_tmp(&spool), 0);
	ck_assert_uint_eq(spool_dir_new(&spool), 0);
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
	write_script(doors[_i].script);
	ck_assert_int_eq(
	    send_text("sendmail root", view_of(text)), doors[_i].status);
	ck_assert_msg(
	    strstr(error.text, doors[_i].reason) != NULL, "'%s'", error.text);
	ck_assert_uint_eq(spool_dir_new(&spool), 0);
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
	    spool.path);
	write_script(text);
	ck_assert_int_eq(
	    send_text("sendmail root", view_of("x\n")), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(error.text, "did not end well"));
}
END_TEST

START_TEST(spool_in_the_way)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/drop/tmp", spool.path);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(
	    send_text("sendmail root", view_of("x\n")), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(error.text, "No such file"));
	ck_assert_int_eq(mkdir(path, 0700), 0);
}
END_TEST

/* Lines of n bytes, count of them, with a header before. */
static void
send_lines(size_t n, size_t count, int want)
{
	struct buf text;

	buf_init(&text, 1 << 27);
	buf_add_str(&text, "Subject: long\n\n");
	for (size_t i = 0; i < count; i++) {
		char *room = buf_room(&text, n + 1);

		ck_assert_ptr_nonnull(room);
		memset(room, 'x', n);
		room[n] = '\n';
		buf_added(&text, n + 1);
	}
	ck_assert_int_eq(send_text("sendmail root", buf_view(&text)), want);
	buf_clear(&text);
}

START_TEST(large)
{
	struct message m;
	struct buf text;

	send_lines(99, 50000, EX_OK);
	message_init(&m);
	buf_init(&text, 1 << 27);
	spool_dir_load(&spool, &m, &text);
	ck_assert_uint_gt(m.size, 50000 * 101);
	ck_assert_uint_eq(m.longest, 99);
	/* It is not seen whole before its header goes out. */
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "charset=utf-8"));
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

START_TEST(too_large)
{
	send_lines(1000000, 53, EX_DATAERR);
	ck_assert_ptr_nonnull(strstr(error.text, "larger than"));
	ck_assert_uint_eq(spool_dir_tmp(&spool), 0);
	ck_assert_uint_eq(spool_dir_new(&spool), 0);
}
END_TEST

START_TEST(long_line)
{
	struct message m;
	struct buf text;

	send_lines(400000, 1, EX_OK);
	message_init(&m);
	buf_init(&text, 1 << 20);
	spool_dir_load(&spool, &m, &text);
	ck_assert_uint_eq(m.longest, 400000);
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

START_TEST(large_header)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_add_str(&text, "To: a@b");
	while (text.n < LIMIT_HEADERS)
		buf_add_str(&text, ",\n a@b");
	buf_add_str(&text, "\n\nx\n");
	ck_assert_int_eq(send_text("sendmail -t", buf_view(&text)), EX_DATAERR);
	ck_assert_ptr_nonnull(strstr(error.text, "header section"));
	buf_clear(&text);
}
END_TEST

START_TEST(long_first_line)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	while (text.n < LIMIT_HEADERS + 5000)
		buf_add_str(&text, "this is no header at all ");
	ck_assert_int_eq(send_text("sendmail root", buf_view(&text)), EX_OK);
	buf_clear(&text);
}
END_TEST

START_TEST(many_recipients)
{
	struct buf text;

	for (unsigned n = LIMIT_RECIPIENTS; n <= LIMIT_RECIPIENTS + 1; n++) {
		buf_init(&text, 1 << 20);
		for (unsigned i = 0; i < n; i++)
			buf_printf(&text, "To: user-%u@example.com\n", i);
		ck_assert_int_eq(send_text("sendmail -t", buf_view(&text)),
		    n == LIMIT_RECIPIENTS ? EX_OK : EX_DATAERR);
		buf_clear(&text);
	}
	ck_assert_ptr_nonnull(strstr(error.text, "recipients"));
	ck_assert_uint_eq(spool_dir_new(&spool), 1);
}
END_TEST

START_TEST(unreadable_input)
{
	static const struct identity identity = {
	    .login = "tina", .domain = "example.com"};
	char program[] = "sendmail", root[] = "root";
	char *argv[] = {program, root, NULL};
	struct options o;
	struct send s = {
	    .options = &o, .identity = &identity, .put = put_path, .in = -1};

	ck_assert_int_eq(options_parse(2, argv, &o, &error), ERROR_NONE);
	ck_assert_int_eq(send_run(&s, id, &error), EX_TEMPFAIL);
	ck_assert_ptr_nonnull(strstr(error.text, "reading the message"));
	ck_assert_uint_eq(spool_dir_new(&spool), 0);
}
END_TEST

Suite *
send_suite(void)
{
	Suite *s = suite_create("send");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, message, 0, COUNT(messages));
	tcase_add_loop_test(t, refusal, 0, COUNT(refusals));
	tcase_add_loop_test(t, bad_door, 0, COUNT(doors));
	tcase_add_test(t, bad_end);
	tcase_add_test(t, spool_in_the_way);
	tcase_add_test(t, large);
	tcase_add_test(t, too_large);
	tcase_add_test(t, long_line);
	tcase_add_test(t, large_header);
	tcase_add_test(t, long_first_line);
	tcase_add_test(t, many_recipients);
	tcase_add_test(t, unreadable_input);
	suite_add_tcase(s, t);
	return s;
}
