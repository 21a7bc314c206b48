/* SPDX-License-Identifier: ISC */
/* Tests of pop/reply, on a stream without TLS. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "pop/reply.h"
#include "pop/suites.h"
#include "sys/spawn.h"

/* A server that says n bytes of p, the first cut of them read, and leaves. */
static struct stream *
make_stream(struct view all, size_t cut)
{
	struct stream *s;
	struct error e;
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
	struct view text;
	enum pop_state state;
	enum error_code code;
	const char *what;
} cases[] = {
    {VIEW_LITERAL("+OK hello\r\n"), POP_GREETING, ERROR_NONE, ""},
    {VIEW_LITERAL("-ERR full\n"), POP_GREETING, ERROR_NONE, ""},
    {VIEW_LITERAL("+ hello\r\n"), POP_GREETING, ERROR_PROTOCOL, "unexpectedly"},
    {VIEW_LITERAL("* OK hello\r\n"), POP_GREETING, ERROR_PROTOCOL, "not a rep"},
    {VIEW_LITERAL("\r\n"), POP_GREETING, ERROR_PROTOCOL, "not a reply"},
    {VIEW_LITERAL("+OK hello"), POP_GREETING, ERROR_LATER, "closed"},
    {VIEW_LITERAL(""), POP_GREETING, ERROR_LATER, "closed"},
    {VIEW_LITERAL("+OK \0\r\n"), POP_GREETING, ERROR_PROTOCOL, "NUL"},
    {VIEW_LITERAL("+OK\r\nUSER\r\n.\r\n"), POP_CAPA, ERROR_NONE, ""},
    {VIEW_LITERAL("+OK\r\n.\r\n"), POP_CAPA, ERROR_NONE, ""},
    {VIEW_LITERAL("-ERR what?\r\n"), POP_CAPA, ERROR_NONE, ""},
    {VIEW_LITERAL("+OK\r\nUSER\r\n"), POP_CAPA, ERROR_LATER, "closed"},
    {VIEW_LITERAL("+OK\r\nUSER\r\n."), POP_CAPA, ERROR_LATER, "closed"},
    {VIEW_LITERAL("+OK\r\nUS\0ER\r\n.\r\n"), POP_CAPA, ERROR_PROTOCOL, "NUL"},
    {VIEW_LITERAL("+ \r\n"), POP_CAPA, ERROR_PROTOCOL, "unexpectedly"},
    {VIEW_LITERAL("+ \r\n"), POP_CREDENTIALS, ERROR_NONE, ""},
    {VIEW_LITERAL("+ \r\n"), POP_STLS, ERROR_PROTOCOL, "unexpectedly"},
};

START_TEST(reads_split_anywhere)
{
	for (size_t cut = 0; cut <= cases[_i].text.n; cut++) {
		struct pop_capabilities caps = {.known = false};
		struct stream *s = make_stream(cases[_i].text, cut);
		struct pop_line line;
		struct error e;
		enum error_code code;

		error_clear(&e);
		code = pop_reply_read(s, pop_step_of(cases[_i].state),
		    deadline_in(60000), &line, &caps, &e);
		ck_assert_msg(code == cases[_i].code &&
			strstr(e.text, cases[_i].what) != NULL,
		    "%s %s", error_name(code), e.text);
		if (code == ERROR_NONE)
			ck_assert(caps.known ==
			    (cases[_i].state == POP_CAPA &&
				line.kind == POP_OK));
		stream_free(&s);
	}
}
END_TEST

/* A list is as long as may be, and a line longer. */
START_TEST(bounds_the_lines)
{
	int n = LIMIT_REPLY_LINES - 1 + _i;
	struct pop_capabilities caps = {.known = false};
	struct pop_line line;
	struct error e;
	struct stream *s;
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_add_str(&b, "+OK\r\n");
	for (int i = 0; i < n; i++)
		buf_add_str(&b, "X-WORD\r\n");
	buf_add_str(&b, ".\r\n");
	s = make_stream(buf_view(&b), 0);
	ck_assert_int_eq(pop_reply_read(s, pop_step_of(POP_CAPA),
			     deadline_in(60000), &line, &caps, &e),
	    _i == 0 ? ERROR_NONE : ERROR_PROTOCOL);
	stream_free(&s);
	buf_clear(&b);
}
END_TEST

START_TEST(bounds_a_line)
{
	struct pop_capabilities caps = {.known = false};
	struct pop_line line;
	struct error e;
	struct stream *s;
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_add_str(&b, "+OK ");
	while (b.n < LIMIT_REPLY_LINE + (size_t)_i)
		buf_add_byte(&b, 'x');
	buf_add_str(&b, "\n");
	s = make_stream(buf_view(&b), 0);
	ck_assert_int_eq(pop_reply_read(s, pop_step_of(POP_GREETING),
			     deadline_in(60000), &line, &caps, &e),
	    _i == 0 ? ERROR_NONE : ERROR_PROTOCOL);
	stream_free(&s);
	buf_clear(&b);
}
END_TEST

/* What may have come between commands, read already or not. */
static const struct {
	struct view text;
	enum error_code code;
} between[] = {
    {VIEW_LITERAL(""), ERROR_LATER},
    {VIEW_LITERAL("-ERR too slow\r\n"), ERROR_LATER},
    {VIEW_LITERAL("-"), ERROR_LATER},
    {VIEW_LITERAL("+OK in\r\n"), ERROR_PROTOCOL},
    {VIEW_LITERAL("+"), ERROR_PROTOCOL},
    {VIEW_LITERAL("\n"), ERROR_PROTOCOL},
};

START_TEST(looks_between_commands)
{
	for (size_t cut = 0; cut <= between[_i].text.n; cut++) {
		struct stream *s = make_stream(between[_i].text, cut);
		struct error e;

		ck_assert_int_eq(pop_reply_check(s, &e), between[_i].code);
		/* Nothing from outside TLS is quoted. */
		ck_assert_ptr_null(strstr(e.text, "slow"));
		stream_free(&s);
	}
}
END_TEST

Suite *
reply_suite(void)
{
	Suite *suite = suite_create("reply");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, reads_split_anywhere, 0, (int)COUNT(cases));
	tcase_add_loop_test(all, bounds_the_lines, 0, 2);
	tcase_add_loop_test(all, bounds_a_line, 0, 2);
	tcase_add_loop_test(
	    all, looks_between_commands, 0, (int)COUNT(between));
	suite_add_tcase(suite, all);
	return suite;
}
