/* SPDX-License-Identifier: ISC */
/* Tests of imap/reply, on a stream without TLS. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "imap/reply.h"
#include "imap/suites.h"
#include "sys/spawn.h"

static struct stream *
make_stream(const char *text, size_t cut)
{
	struct stream *s;
	struct error e;
	struct view all = view_of(text);
	int fds[2];

	ck_assert(spawn_socketpair(fds));
	ck_assert_int_eq(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(stream_new(fds[0], &s, &e), ERROR_NONE);
	if (cut > 0) {
		ck_assert(send(fds[1], all.p, cut, 0) == (ssize_t)cut);
		ck_assert_int_eq(
		    stream_pump(s, deadline_in(60000), &e), ERROR_NONE);
	}
	if (all.n > cut)
		ck_assert(send(fds[1], all.p + cut, all.n - cut, 0) > 0);
	close(fds[1]);
	return s;
}

static const struct {
	const char *text;
	enum imap_state state;
	enum error_code code;
	const char *what;
} cases[] = {
    {"* OK hello\r\n", IMAP_GREETING, ERROR_NONE, ""},
    {"* PREAUTH hello\r\n", IMAP_GREETING, ERROR_PROTOCOL, "PREAUTH"},
    {"* BYE hello\r\n", IMAP_GREETING, ERROR_LATER, "good-bye"},
    {"* CAPABILITY X\r\n", IMAP_GREETING, ERROR_PROTOCOL, "greet"},
    {"x OK hello\r\n", IMAP_GREETING, ERROR_PROTOCOL, "not sent"},
    {"* OK", IMAP_GREETING, ERROR_LATER, "closed"},
    {"* 1 EXISTS\r\n* OK [ALERT] x\r\n+ abc\r\n", IMAP_CREDENTIALS, ERROR_NONE,
	""},
    {"+ abc\r\n", IMAP_STARTTLS, ERROR_PROTOCOL, "unexpectedly"},
    {"* 1 EXISTS\r\nx NO\r\n", IMAP_CREDENTIALS, ERROR_PROTOCOL, "not sent"},
    {"* 1 FETCH {3}\r\nabc)\r\n", IMAP_CREDENTIALS, ERROR_PROTOCOL, "literal"},
    {"\r\n", IMAP_CREDENTIALS, ERROR_PROTOCOL, "not a reply"},
};

START_TEST(reads_split_anywhere)
{
	const char *text = cases[_i].text;

	for (size_t cut = 0; cut <= strlen(text); cut++) {
		struct imap_replies r;
		struct imap_line line;
		struct error e;
		struct stream *s = make_stream(text, cut);
		enum error_code code;

		ck_assert_int_eq(imap_replies_init(&r, s, &e), ERROR_NONE);
		error_clear(&e);
		code = imap_replies_read(&r, imap_step_of(cases[_i].state),
		    deadline_in(60000), &line, &e);
		ck_assert_msg(code == cases[_i].code &&
			strstr(e.text, cases[_i].what) != NULL,
		    "%s: %s %s", text, error_name(code), e.text);
		/* Nothing from outside TLS is believed or kept. */
		ck_assert_str_eq(r.alert, "");
		ck_assert(!r.caps.known);
		stream_free(&s);
	}
}
END_TEST

START_TEST(makes_tags_that_nobody_knows)
{
	struct imap_replies a, b;
	struct error e;
	struct stream *s;
	int fds[2];

	ck_assert(spawn_socketpair(fds));
	ck_assert_int_eq(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(stream_new(fds[0], &s, &e), ERROR_NONE);

	ck_assert_int_eq(imap_replies_init(&a, s, &e), ERROR_NONE);
	ck_assert_int_eq(imap_replies_init(&b, s, &e), ERROR_NONE);
	ck_assert_int_eq(imap_replies_next(&a, &e), ERROR_NONE);
	ck_assert_int_eq(imap_replies_next(&b, &e), ERROR_NONE);
	ck_assert_uint_gt(strlen(a.tag), IMAP_TAG_RANDOM);
	ck_assert_str_ne(a.tag, b.tag);
	stream_free(&s);
	close(fds[1]);
}
END_TEST

/* What may stand between commands, read already or not. */
static const struct {
	const char *text;
	enum error_code code;
} between[] = {
    {"", ERROR_LATER},
    {"* OK fine\r\n", ERROR_NONE},
    {"* OK fine\r\na1 OK done\r\n", ERROR_PROTOCOL},
    {"+ go on\r\n", ERROR_PROTOCOL},
    {"* BYE too slow\r\n", ERROR_LATER},
};

START_TEST(looks_between_commands)
{
	const char *text = between[_i].text;

	for (size_t cut = 0; cut <= strlen(text); cut++) {
		struct imap_replies r;
		struct error e;
		struct stream *s = make_stream(text, cut);

		ck_assert_int_eq(imap_replies_init(&r, s, &e), ERROR_NONE);
		ck_assert_int_eq(imap_replies_check(&r, &e), between[_i].code);
		stream_free(&s);
	}
}
END_TEST

START_TEST(bounds_the_lines)
{
	struct imap_replies r;
	struct imap_line line;
	struct error e;
	struct stream *s;
	struct buf b;

	buf_init(&b, 1 << 16);
	for (int i = 0; i < LIMIT_REPLY_LINES; i++)
		buf_add_str(&b, "* 1 EXISTS\r\n");
	s = make_stream(buf_str(&b), 0);
	ck_assert_int_eq(imap_replies_init(&r, s, &e), ERROR_NONE);
	ck_assert_int_eq(imap_replies_read(&r, imap_step_of(IMAP_CREDENTIALS),
			     deadline_in(60000), &line, &e),
	    ERROR_PROTOCOL);
	ck_assert_ptr_nonnull(strstr(e.text, "lines"));
	stream_free(&s);
	buf_clear(&b);
}
END_TEST

Suite *
reply_suite(void)
{
	Suite *suite = suite_create("reply");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, reads_split_anywhere, 0, (int)COUNT(cases));
	tcase_add_test(all, makes_tags_that_nobody_knows);
	tcase_add_loop_test(
	    all, looks_between_commands, 0, (int)COUNT(between));
	tcase_add_test(all, bounds_the_lines);
	suite_add_tcase(suite, all);
	return suite;
}
