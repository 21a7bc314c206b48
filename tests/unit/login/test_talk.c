/* SPDX-License-Identifier: ISC */
/* Tests of conversations: each state, and what a client can do in it. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "login/suites.h"
#include "sys/io.h"

#define CAROL "carol@example.com"

static struct serve serve;
static struct protocol_request request;
static int lock = -1;

static void
set_up(void)
{
	site_make();
	site_answer(ANSWER_SUCCESS);
	serve_open(&serve, &site);
	site_request(&request, PROTOCOL_AUTH, CAROL, SITE_CAROL, "wonder land");
}

static void
put(struct buf *b, enum protocol_frame what)
{
	request.what = what;
	buf_init(b, PROTOCOL_SIZE);
	ck_assert(protocol_put_request(b, &request));
}

/* Serves what is sent and then closed; whether there was a reply. */
static bool
serve_bytes(struct view sent)
{
	int fd = site_connect(&serve, 0);

	ck_assert(io_write_all(fd, sent, deadline_in(60000)));
	shutdown(fd, SHUT_WR);
	site_finish(&serve);
	return site_recv(&fd);
}

/* A part of a request, and what is none, get no answer and ask nobody. */
START_TEST(none)
{
	static const char *const others[] = {
	    "", "GET / HTTP/1.1\r\n\r\n", "PS\1\1\377\377\377\377", "PS\2\1"};
	struct buf b;

	put(&b, PROTOCOL_AUTH);
	for (size_t n = 0; n < b.n; n += 7)
		ck_assert(!serve_bytes(view_make(b.p, n)));
	for (size_t i = 0; i < COUNT(others); i++)
		ck_assert(!serve_bytes(view_of(others[i])));
	b.p[3] = PROTOCOL_REPLY;
	ck_assert(!serve_bytes(buf_view(&b)));
	ck_assert_str_eq(site_asked(), "");
	buf_clear(&b);
}
END_TEST

/* However slowly it comes, it is the same request. */
START_TEST(byte_by_byte)
{
	int fd = site_connect(&serve, 0);
	struct buf b;

	for (int i = 0; i < 2; i++) {
		put(&b, i == 0 ? PROTOCOL_PREPARE : PROTOCOL_AUTH);
		for (size_t n = 0; n < b.n; n++) {
			ck_assert_int_eq(serve.talks->state, TALK_HEARING);
			ck_assert_int_eq(write(fd, b.p + n, 1), 1);
			serve_turn(&serve, 1000);
		}
		buf_clear(&b);
	}
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
}
END_TEST

/* The ways into the states, each by a conversation of its own. */
static void
enter_silent(int fd)
{
	(void)fd;
}

static void
enter_half(int fd)
{
	struct buf b;

	put(&b, PROTOCOL_AUTH);
	ck_assert_int_eq(write(fd, b.p, b.n - 1), (ssize_t)b.n - 1);
	buf_clear(&b);
	serve_turn(&serve, 1000);
}

static void
enter_prepared(int fd)
{
	request.what = PROTOCOL_PREPARE;
	site_send(fd, &request);
	serve_turn(&serve, 1000);
	ck_assert(serve.talks->prepared);
}

static void
enter_waiting(int fd)
{
	serve.slots.running = LIMIT_LOGIN_SLOTS;
	site_send(fd, &request);
	serve_turn(&serve, 1000);
}

static void
enter_asking(int fd)
{
	site_answer("wait");
	site_send(fd, &request);
	while (site_asked()[0] == '\0')
		serve_turn(&serve, 10);
}

/* Another writer has the registry. */
static void
enter_registering(int fd)
{
	lock = site_hold_registry();
	site_send(fd, &request);
	site_reaches(&serve, TALK_REGISTERING);
}

static const struct {
	void (*enter)(int fd);
	enum talk_state state;
	bool hears;   /* more may be said */
	bool replies; /* when it has waited too long */
	enum verdict too_late;
	bool replies_at_stop;
} states[] = {
    {enter_silent, TALK_HEARING, true, false, 0, false},
    {enter_half, TALK_HEARING, true, false, 0, false},
    {enter_prepared, TALK_HEARING, true, false, 0, false},
    {enter_waiting, TALK_WAITING, false, true, VERDICT_BUSY, true},
    {enter_asking, TALK_ASKING, false, true, VERDICT_UNREACHABLE, false},
    {enter_registering, TALK_REGISTERING, false, true, VERDICT_INTERNAL, false},
};

#define STATES ((int)COUNT(states))

static int
enter(int i)
{
	int fd = site_connect(&serve, 0);

	states[i].enter(fd);
	ck_assert_int_eq(serve.talks->state, states[i].state);
	return fd;
}

/* What was held up goes on, and is done with the test's directory. */
static void
let_go(void)
{
	bool held = lock >= 0;

	serve.slots.running = 0;
	io_close(&lock);
	while (held && !site_has(CAROL))
		usleep(1000);
}

START_TEST(hangs_up)
{
	int fd = enter(_i);

	io_close(&fd);
	site_finish(&serve);
	ck_assert(!site_has(CAROL));
	ck_assert_ptr_null(serve.slots.first);
	let_go();
}
END_TEST

START_TEST(says_more)
{
	int fd = enter(_i);

	ck_assert_int_eq(write(fd, "GET / HTTP/1.1\r\n\r\n", 18), 18);
	site_finish(&serve);
	ck_assert(!site_recv(&fd));
	ck_assert(!site_has(CAROL));
	let_go();
}
END_TEST

START_TEST(too_late)
{
	int fd = enter(_i);

	ck_assert_int_gt(deadline_left(serve.talks->until), 0);
	ck_assert_int_le(
	    deadline_left(serve.talks->until), LIMIT_CREDENTIALS_MS);
	serve.talks->until = deadline_in(0);
	site_finish(&serve);
	ck_assert(site_recv(&fd) == states[_i].replies);
	if (states[_i].replies)
		ck_assert_int_eq(site_reply.verdict, states[_i].too_late);
	let_go();
}
END_TEST

/* A whole login with its waits ends before the module gives it up. */
START_TEST(deadlines)
{
	int fd = enter(_i);
	const struct talk *t = serve.talks;

	if (t->state != TALK_HEARING) {
		ck_assert_int_le(deadline_left(t->login), LIMIT_LOGIN_MS);
		ck_assert_int_lt(deadline_left(t->until),
		    LIMIT_LOGIN_MS + LIMIT_LOGIN_MARGIN_MS);
	}
	io_close(&fd);
	site_finish(&serve);
	let_go();
}
END_TEST

/* Told to stop: who waits is answered, who runs has a moment. */
START_TEST(stops)
{
	int fd = enter(_i);

	serve_stop(&serve);
	if (states[_i].hears || states[_i].replies_at_stop) {
		ck_assert(serve_is_done(&serve));
	} else {
		ck_assert(!serve_is_done(&serve));
		ck_assert_int_gt(deadline_left(serve.stop_at), 0);
		serve.stop_at = deadline_in(0);
		serve_turn(&serve, -1);
		ck_assert(serve_is_done(&serve));
	}
	serve_close(&serve);
	ck_assert(site_recv(&fd) == states[_i].replies_at_stop);
	ck_assert(!site_has(CAROL));
	let_go();
}
END_TEST

Suite *
talk_suite(void)
{
	const TTest *const tests[] = {none, byte_by_byte};
	const TTest *const loops[] = {
	    hangs_up, says_more, too_late, deadlines, stops};
	Suite *suite = SCRATCH_SUITE("login talk", tests, set_up);
	TCase *each = tcase_create("each state");

	tcase_add_checked_fixture(each, scratch_enter, scratch_leave);
	tcase_add_checked_fixture(each, set_up, NULL);
	tcase_set_timeout(each, SCRATCH_TIMEOUT);
	for (size_t i = 0; i < COUNT(loops); i++)
		tcase_add_loop_test(each, loops[i], 0, STATES);
	suite_add_tcase(suite, each);
	return suite;
}
