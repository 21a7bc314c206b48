/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/hush.c: what a user can have written to the log. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "login/suites.h"
#include "pam_imap/daemon/hush.h"
#include "sys/io.h"

#define SECOND INT64_C(1000000000)
#define START (1000 * SECOND)
#define TINA 1002
/* Until one more line has room. */
#define STEP (LIMIT_USER_LINES_MS / 1000 * SECOND / LIMIT_USER_LINES)

static struct serve serve;
static struct hush hush;

static void
set_up(void)
{
	site_make();
	hush_init(&hush);
	serve_open(&serve, &site);
}

/* How many of n lines are written. */
static unsigned
lines(uid_t uid, unsigned n, int64_t now)
{
	unsigned written = 0;

	for (unsigned i = 0; i < n; i++)
		written += hush_may_log(&hush, uid, now);
	return written;
}

START_TEST(at_once)
{
	ck_assert_uint_eq(lines(SITE_BOB, 100, START), LIMIT_USER_LINES);
	ck_assert_uint_eq(lines(TINA, 100, START), LIMIT_USER_LINES);
	ck_assert_uint_eq(lines(0, 100, START), 100);
}
END_TEST

START_TEST(again)
{
	ck_assert_uint_eq(lines(SITE_BOB, 100, START), LIMIT_USER_LINES);
	ck_assert_uint_eq(lines(SITE_BOB, 100, START + STEP - 1), 0);
	for (int i = 1; i < 5; i++)
		ck_assert_uint_eq(lines(SITE_BOB, 100, START + i * STEP), 1);
	ck_assert_uint_eq(
	    lines(SITE_BOB, 100, START + 100 * SECOND), LIMIT_USER_LINES);
	/* A clock that goes back makes nothing of it. */
	ck_assert_uint_eq(lines(SITE_BOB, 100, START), 0);
}
END_TEST

/* What is left out is told once, after a while. */
START_TEST(told)
{
	ck_assert_int_eq(deadline_left(hush.due), -1);
	lines(SITE_BOB, LIMIT_USER_LINES, START);
	lines(0, 100, START);
	ck_assert_int_eq(deadline_left(hush.due), -1);
	lines(SITE_BOB, 7, START);
	lines(TINA, LIMIT_USER_LINES + 2, START);
	ck_assert_int_gt(deadline_left(hush.due), LIMIT_USER_LINES_MS / 2);
	ck_assert_int_le(deadline_left(hush.due), LIMIT_USER_LINES_MS);
	hush_report(&hush);
	ck_assert(site_log_has("warning: request: from user 1001: 7 more "));
	ck_assert(site_log_has("warning: request: from user 1002: 2 more "));
	ck_assert_int_eq(deadline_left(hush.due), -1);
	scratch_put("log", "");
	hush_report(&hush);
	ck_assert_str_eq(scratch_read("log"), "");
	/* That it is told lets nobody log more. */
	ck_assert_uint_eq(lines(SITE_BOB, 1, START), 0);
}
END_TEST

/* Whoever has many numbers has not as many lines. */
START_TEST(many_users)
{
	unsigned n = 0;

	for (uid_t uid = 100000; uid < 100000 + 4 * LIMIT_HUSHED; uid++)
		n += lines(uid, 100, START);
	ck_assert_uint_eq(n, (LIMIT_HUSHED + 1) * LIMIT_USER_LINES);
	hush_report(&hush);
	ck_assert(site_log_has("from other users: 9580 more lines"));
	/* Once they are quiet there is room again. */
	ck_assert_uint_eq(
	    lines(SITE_BOB, 100, START + 100 * SECOND), LIMIT_USER_LINES);
	ck_assert_uint_eq(hush.n, 1);
}
END_TEST

static unsigned
count_in_log(const char *text)
{
	unsigned n = 0;

	for (const char *p = scratch_read("log"); (p = strstr(p, text)) != NULL;
	     p++)
		n++;
	return n;
}

/* What a user can send over and over, and the lines that come of it. */
static const struct {
	enum protocol_frame what; /* REPLY: no request */
	const char *line;
} floods[] = {
    {PROTOCOL_REPLY, ": request: from user 1001: "},
    {PROTOCOL_AUTH, ": login: carol@example.com: not permitted: asked by"},
    {PROTOCOL_ACCOUNT, ": account: carol@example.com: not permitted: asked"},
};

static void
send_one(int i, uid_t uid)
{
	static struct protocol_request request;
	int fd = site_connect(&serve, uid);

	site_request(&request, floods[i].what, "carol@example.com", SITE_CAROL,
	    "wonder land");
	site_send(fd, &request);
	site_finish(&serve);
	ck_assert(site_recv(&fd) == (floods[i].what != PROTOCOL_REPLY));
}

/* Goes on until a line is left out, on a slow machine too; how many are not. */
static unsigned
flood(int i)
{
	unsigned n = 0;

	while (deadline_left(serve.hush.due) == -1) {
		send_one(i, SITE_BOB);
		ck_assert_uint_lt(n++, 10 * LIMIT_USER_LINES);
	}
	return n - 1;
}

START_TEST(floods_end)
{
	unsigned lines_of_bob = flood(_i);

	ck_assert_uint_ge(lines_of_bob, LIMIT_USER_LINES);
	ck_assert_uint_eq(count_in_log(floods[_i].line), lines_of_bob);
	serve.hush.due = deadline_in(0);
	serve_turn(&serve, 1000);
	ck_assert_uint_eq(count_in_log("more lines are left out"), 1);
	ck_assert_uint_eq(
	    count_in_log("from user 1001: "), _i == 0 ? lines_of_bob + 1 : 1);
}
END_TEST

/* The last count is not lost, and the loop does not sleep past it. */
START_TEST(in_time)
{
	flood(0);
	serve.hush.due = deadline_in(1);
	serve_turn(&serve, -1);
	ck_assert_uint_eq(count_in_log("more lines are left out"), 1);
	flood(0);
	serve_close(&serve);
	ck_assert_uint_eq(count_in_log("more lines are left out"), 2);
}
END_TEST

/* Root's lines are all there. */
START_TEST(not_of_root)
{
	static struct protocol_request request;
	int fd;

	for (unsigned n = 0; n < 2 * LIMIT_USER_LINES; n++) {
		fd = site_connect(&serve, 0);
		site_request(&request, PROTOCOL_AUTH, "mallory@example.org",
		    2000300009, "wonder land");
		site_send(fd, &request);
		site_finish(&serve);
		ck_assert(site_recv(&fd));
	}
	ck_assert_uint_eq(
	    count_in_log(": login: mallory@example.org: not permitted: "),
	    2 * LIMIT_USER_LINES);
}
END_TEST

/* An account phase that succeeds has no line, so none is left out. */
START_TEST(what_has_no_line)
{
	static struct protocol_request request;
	int fd;

	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(site_ask(PROTOCOL_AUTH, "carol@example.com", 0, "x"),
	    VERDICT_SUCCESS);
	for (unsigned n = 0; n < 2 * LIMIT_USER_LINES; n++) {
		fd = site_connect(&serve, SITE_CAROL);
		site_request(&request, PROTOCOL_ACCOUNT, "carol@example.com",
		    SITE_CAROL, "");
		site_send(fd, &request);
		site_finish(&serve);
		ck_assert(site_recv(&fd));
		ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
	}
	ck_assert_uint_eq(serve.hush.n, 0);
}
END_TEST

Suite *
hush_suite(void)
{
	const TTest *const tests[] = {at_once, again, told, many_users, in_time,
	    not_of_root, what_has_no_line};
	Suite *suite = SCRATCH_SUITE("login hush", tests, set_up);
	TCase *each = tcase_create("each flood");

	tcase_add_checked_fixture(each, scratch_enter, scratch_leave);
	tcase_add_checked_fixture(each, set_up, NULL);
	tcase_set_timeout(each, SCRATCH_TIMEOUT);
	tcase_add_loop_test(each, floods_end, 0, (int)COUNT(floods));
	suite_add_tcase(suite, each);
	return suite;
}
