/* SPDX-License-Identifier: ISC */
/* Tests of the runner's socket, and of mailq at its other end. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "queue/schedule.h"
#include "runner/served.h"
#include "runner/suites.h"
#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/browse.h"
#include "sendmail-shim/mailq/json.h"
#include "sendmail-shim/mailq/print.h"
#include "sys/listener.h"
#include "sys/io.h"

#define SENDER "alice@example.com"
#define OTHER 4242

START_TEST(says_that_nothing_waits)
{
	struct served v;

	served_init(&v);
	stage_start(&v.s);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "Mail queue is empty\n"), 1);
	served_clear(&v);
}
END_TEST

START_TEST(lists_what_waits_and_why)
{
	struct served v;

	served_init(&v);
	stage_write(v.s.aliases, "web: deferred@x.y\n");
	stage_drop(&v.s, SENDER, "web held@x.y bob@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	stage_clock.wall += 10;
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, " 10s     25 <" SENDER ">\n"), 1);
	ck_assert_uint_eq(served_printed(&v,
			      "to <deferred@x.y> for <web>: deferred, "
			      "1 attempt, next in "),
	    1);
	ck_assert_uint_eq(
	    served_printed(&v, "\n        450 4.2.1 try later\n"), 1);
	ck_assert_uint_eq(
	    served_printed(&v, "to <held@x.y>: held until somebody mends it"),
	    1);
	ck_assert_uint_eq(served_printed(&v, "to <bob@x.y>: sent"), 1);
	ck_assert_uint_eq(served_printed(&v, "1 message, 25 bytes\n"), 1);
	ck_assert_uint_eq(served_printed(&v, "Nothing is sent"), 0);
	served_clear(&v);
}
END_TEST

START_TEST(says_why_nothing_is_sent)
{
	struct served v;

	served_init(&v);
	stage_script(&v.s, 0, "fail 2");
	stage_drop(&v.s, SENDER, "bob@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v,
			      "Nothing is sent at present: relay one: "
			      "authentication failed: the script says so (next "
			      "attempt in 1"),
	    1);
	unlink(v.s.conf);
	stage_write(v.s.conf, "relay {");
	stage_stop(&v.s);
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "no relay is configured: "), 1);
	ck_assert_uint_eq(served_printed(&v, "/conf:1: "), 1);
	served_clear(&v);
}
END_TEST

/* Messages that nobody has taken in yet are in the list, too. */
START_TEST(shows_what_was_just_dropped)
{
	struct served v;

	served_init(&v);
	stage_start(&v.s);
	stage_run(&v.s);
	v.s.runner->stopping = true; /* takes nothing in any more */
	stage_drop(&v.s, SENDER, "bob@x.y");
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(
	    served_printed(&v, "to <bob@x.y>: not taken in yet"), 1);
	served_clear(&v);
}
END_TEST

START_TEST(shows_others_only_their_own)
{
	struct served v;

	if (getuid() != 0)
		return;
	served_init(&v);
	ck_assert_int_eq(chmod(v.s.root, 0755), 0);
	stage_write(v.printed, "");
	ck_assert_int_eq(chmod(v.printed, 0666), 0);
	stage_drop(&v.s, SENDER, "deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_int_eq(served_ask(&v, served_list, OTHER), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "Mail queue is empty"), 1);
	ck_assert_int_eq(served_ask(&v, served_flush, OTHER), ERROR_DENIED);
	ck_assert_uint_eq(served_printed(&v, "only root may do this"), 1);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "deferred@x.y"), 1);
	served_clear(&v);
}
END_TEST

START_TEST(flushes)
{
	struct served v;

	served_init(&v);
	stage_script(&v.s, 0, "fail 0");
	stage_drop(&v.s, SENDER, "bob@x.y deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	stage_script(&v.s, 0, "");
	ck_assert_int_eq(served_ask(&v, served_flush, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&v.s, "to=<deferred@x.y>"), 1);
	ck_assert_int_eq(served_ask(&v, served_flush, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<deferred@x.y>"), 2);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	served_clear(&v);
}
END_TEST

/* More messages than one buffer holds. */
START_TEST(lists_many)
{
	struct served v;

	served_init(&v);
	for (int i = 0; i < 1000; i++)
		stage_drop(&v.s, SENDER, "bob@x.y eve@x.y");
	stage_script(&v.s, 0, "fail 0");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "to <eve@x.y>: waiting\n"), 1000);
	ck_assert_uint_eq(served_printed(&v, "1000 messages, 24K bytes"), 1);
	served_clear(&v);
}
END_TEST

static const char *const nonsense[] = {
    "GET / HTTP/1.0\r\n\r\n",
    "PS\x01\x01\xff\xff\xff\xff",
    "PS\x01\x63\x00\x00\x00\x01x",
    "PS\x01\x01\x00\x00\x00\x05\x01\x00\x00\x00\x09",
    "PS\x02\x01\x00\x00\x00\x01x",
};

/* Whatever is said, it goes on for others. */
START_TEST(bears_nonsense)
{
	struct served v;
	int fds[40];

	served_init(&v);
	stage_start(&v.s);
	for (size_t i = 0; i < COUNT(fds); i++) {
		const char *text = nonsense[i % COUNT(nonsense)];

		fds[i] = served_dial(&v);
		if (i % 3 != 0)
			send(fds[i], text, 9, MSG_NOSIGNAL);
		runner_turn(v.s.runner, 0);
		if (i % 2 == 0)
			io_close(&fds[i]);
	}
	stage_clock.mono += 60;
	runner_turn(v.s.runner, 0);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	for (size_t i = 0; i < COUNT(fds); i++)
		io_close(&fds[i]);
	served_clear(&v);
}
END_TEST

/* Who asks and does not read is dropped, and holds up nothing. */
START_TEST(drops_who_does_not_read)
{
	static const char list[] = "PS\x01\x01\x00\x00\x00\x00";
	struct served v;
	int fd;

	served_init(&v);
	stage_script(&v.s, 0, "fail 0");
	for (int i = 0; i < 3000; i++)
		stage_drop(&v.s, SENDER, "bob@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	fd = served_dial(&v);
	ck_assert_int_eq(send(fd, list, 8, MSG_NOSIGNAL), 8);
	for (int i = 0; i < 100; i++)
		runner_turn(v.s.runner, 0);
	ck_assert(server_is_busy(&v.s.runner->server));
	stage_clock.mono += 3600 + 60;
	runner_turn(v.s.runner, 0);
	ck_assert(!server_is_busy(&v.s.runner->server));
	io_close(&fd);
	served_clear(&v);
}
END_TEST

START_TEST(keeps_the_name_from_a_second_one)
{
	struct served v;
	struct error e;
	int fd, lock;

	served_init(&v);
	ck_assert_int_eq(
	    listener_open(v.s.root, v.socket, &fd, &lock, &e), ERROR_EXISTS);
	ck_assert_ptr_nonnull(strstr(e.text, "another process"));
	io_close(&v.lock);
	ck_assert_int_eq(unlink(v.socket), 0);
	ck_assert_int_eq(
	    listener_open(v.s.root, v.socket, &fd, &lock, &e), ERROR_NONE);
	io_close(&fd);
	io_close(&lock);
	served_clear(&v);
}
END_TEST

START_TEST(browses_without_a_runner)
{
	struct served v;
	const struct control_query q = {.all = true};
	struct ask_ear ear;
	struct print p;
	struct error e;
	FILE *f;

	served_init(&v);
	stage_drop(&v.s, SENDER, "deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	stage_stop(&v.s);
	stage_drop(&v.s, SENDER, "bob@x.y");
	f = fopen(v.printed, "we");
	print_init(&p, f);
	p.now = stage_clock.wall;
	ear = print_ear(&p);
	ck_assert_int_eq(browse_spool(v.s.root, &q, &ear, &e), ERROR_NONE);
	print_end(&p);
	fclose(f);
	ck_assert_uint_eq(
	    served_printed(&v, "deferred@x.y>: deferred, 1 attempt"), 1);
	ck_assert_uint_eq(
	    served_printed(&v, "to <bob@x.y>: not taken in yet"), 1);
	ck_assert_uint_eq(served_printed(&v, "2 messages"), 1);
	ck_assert_int_eq(
	    browse_spool("/nonexistent", &q, &ear, &e), ERROR_SYSTEM);
	served_clear(&v);
}
END_TEST

/* Programs get one whole object, whoever answered. */
START_TEST(prints_json)
{
	static const char *const words[] = {"{\"running\":false",
	    "\"sender\":\"" SENDER "\"", "\"place\":\"queue\"",
	    "\"state\":\"deferred\"", "\"reply\":\"450 4.2.1 try later\""};
	const struct control_query q = {.all = true};
	struct ask_ear ear;
	json_t *whole, *list;
	struct served v;
	struct error e;
	struct json j;
	FILE *f;

	served_init(&v);
	stage_drop(&v.s, SENDER, "deferred@x.y bob@x.y");
	stage_drop(&v.s, SENDER, "deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	stage_stop(&v.s);
	f = fopen(v.printed, "we");
	json_init(&j, f);
	ear = json_ear(&j);
	ck_assert_int_eq(browse_spool(v.s.root, &q, &ear, &e), ERROR_NONE);
	ck_assert(json_end(&j));
	fclose(f);
	for (size_t i = 0; i < COUNT(words); i++)
		ck_assert_uint_ge(served_printed(&v, words[i]), 1);
	whole = json_load_file(v.printed, 0, NULL);
	list = json_object_get(whole, "messages");
	ck_assert_uint_eq(json_array_size(list), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(
			      json_array_get(list, 0), "recipients")),
	    2);
	json_decref(whole);
	served_clear(&v);
}
END_TEST

static const struct {
	int64_t seconds;
	const char *text;
} spans[] = {{-5, "0s"}, {0, "0s"}, {119, "119s"}, {120, "2m"}, {7199, "119m"},
    {7200, "2h"}, {172799, "47h"}, {172800, "2d"}, {INT64_MAX, "99999d"}};

static const struct {
	uint64_t bytes;
	const char *text;
} sizes[] = {{0, "0"}, {1023, "1023"}, {1024, "1.0K"}, {1536, "1.5K"},
    {10239, "9.9K"}, {10240, "10K"}, {1048576, "1.0M"}, {52428800, "50M"},
    {1099511627776, "1.0T"}};

START_TEST(prints_short_numbers)
{
	char text[PRINT_SHORT];

	for (size_t i = 0; i < COUNT(spans); i++)
		ck_assert_str_eq(
		    print_span(spans[i].seconds, text), spans[i].text);
	for (size_t i = 0; i < COUNT(sizes); i++)
		ck_assert_str_eq(
		    print_size(sizes[i].bytes, text), sizes[i].text);
	print_size(UINT64_MAX, text);
}
END_TEST

/* Somebody who connects without end does not keep the runner from its work. */
START_TEST(goes_on_while_many_connect)
{
	int fds[4 * SERVER_CLIENTS];
	struct pollfd p;
	struct served v;

	served_init(&v);
	stage_start(&v.s);
	for (size_t i = 0; i < COUNT(fds); i++)
		fds[i] = served_dial(&v);
	server_serve(v.s.runner);
	p = (struct pollfd){v.s.config.listener, POLLIN, 0};
	ck_assert_int_eq(poll(&p, 1, 0), 1);
	for (int i = 0; i < 10; i++)
		runner_turn(v.s.runner, 0);
	ck_assert_int_eq(poll(&p, 1, 0), 0);
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	served_clear(&v);
}
END_TEST

Suite *
server_suite(void)
{
	const TTest *const tests[] = {says_that_nothing_waits,
	    lists_what_waits_and_why, says_why_nothing_is_sent,
	    shows_what_was_just_dropped, shows_others_only_their_own, flushes,
	    lists_many, bears_nonsense, drops_who_does_not_read,
	    keeps_the_name_from_a_second_one, browses_without_a_runner,
	    prints_json, prints_short_numbers, goes_on_while_many_connect};

	return STAGE_SUITE_OF("server", tests);
}
