/* SPDX-License-Identifier: ISC */
/* Tests of what conversations make of workers: good, dying and lying ones. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "login/suites.h"
#include "pam_imap/daemon/talk.h"

static struct serve serve;
static struct protocol_request request;

static void
set_up(void)
{
	site_make();
	serve_open(&serve, &site);
}

/* A login of alice's, connected ahead of it or not. */
static enum verdict
log_in(const char *worker, bool ahead)
{
	int fd = site_connect(&serve, 0);

	site_answer(worker);
	site_request(
	    &request, PROTOCOL_PREPARE, "alice@example.com", 0, "wonder land");
	if (ahead) {
		site_send(fd, &request);
		serve_turn(&serve, 1000);
		serve_turn(&serve, 100);
	}
	request.what = PROTOCOL_AUTH;
	site_send(fd, &request);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	return site_reply.verdict;
}

static const struct {
	const char *worker;
	enum verdict verdict;
	const char *log;
} ways[] = {
    {ANSWER_SUCCESS, VERDICT_SUCCESS, "the server's words"},
    {ANSWER_REFUSED, VERDICT_REFUSED, "the server's words"},
    {"slow", VERDICT_SUCCESS, "the server's words"},
    {"die-first", VERDICT_INTERNAL, "ended without an answer"},
    {"die-early", VERDICT_INTERNAL, "ended without an answer"},
    {"die", VERDICT_INTERNAL, "ended without an answer"},
    {"half", VERDICT_INTERNAL, "ended without an answer"},
    {"rubbish", VERDICT_INTERNAL, "no frame"},
    {"trace", VERDICT_INTERNAL, "says too much"},
    {"flood", VERDICT_INTERNAL, "says too much"},
};

START_TEST(each_way)
{
	for (size_t i = 0; i < COUNT(ways); i++) {
		for (int ahead = 0; ahead < 2; ahead++) {
			ck_assert_msg(
			    log_in(ways[i].worker, ahead) == ways[i].verdict,
			    "%s: %s", ways[i].worker, site_reply.log);
			ck_assert_msg(
			    strstr(site_reply.log, ways[i].log) != NULL,
			    "%s: %s", ways[i].worker, site_reply.log);
		}
	}
}
END_TEST

/*
 * One that dies while somebody types, or says yes before there is a password,
 * costs nothing: there is a new one.
 */
START_TEST(dies_while_waiting)
{
	static const char *const deaths[] = {"die-first", "die-early", "early"};

	for (size_t i = 0; i < COUNT(deaths); i++) {
		int fd = site_connect(&serve, 0);

		site_answer(deaths[i]);
		site_request(&request, PROTOCOL_PREPARE, "alice@example.com", 0,
		    "wonder land");
		site_send(fd, &request);
		serve_turn(&serve, 1000);
		ck_assert(inquiry_is_open(&serve.talks->inquiry));
		for (int n = 0;
		     n < 600 && inquiry_is_open(&serve.talks->inquiry); n++)
			serve_turn(&serve, 100);
		ck_assert(!inquiry_is_open(&serve.talks->inquiry));
		site_answer(ANSWER_SUCCESS);
		request.what = PROTOCOL_AUTH;
		site_send(fd, &request);
		site_finish(&serve);
		ck_assert(site_recv(&fd));
		ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
	}
}
END_TEST

/* Steps are logged for a request that asks for it, and nobody's else. */
START_TEST(traces)
{
	int fd = site_connect(&serve, 0);

	site_answer("trace");
	site_request(
	    &request, PROTOCOL_AUTH, "alice@example.com", 0, "wonder land");
	request.debug = true;
	site_send(fd, &request);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
	ck_assert(site_log_has("debug: login: alice@example.com: 5 ms: a step "
			       "of it"));
}
END_TEST

/* One that never answers: the deadline does, as if nobody was there. */
START_TEST(hangs)
{
	int fd = site_connect(&serve, 0);

	site_answer("wait");
	site_request(
	    &request, PROTOCOL_AUTH, "alice@example.com", 0, "wonder land");
	site_send(fd, &request);
	ck_assert(site_reaches(&serve, TALK_ASKING));
	while (site_asked()[0] == '\0')
		serve_turn(&serve, 10);
	ck_assert_int_eq(serve.talks->state, TALK_ASKING);
	ck_assert_int_le(
	    deadline_left(serve.talks->until), LIMIT_LOGIN_MS + LIMIT_REAP_MS);
	serve.talks->until = deadline_in(0);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_UNREACHABLE);
	ck_assert_ptr_nonnull(strstr(site_reply.log, "in time"));
}
END_TEST

Suite *
worker_suite(void)
{
	const TTest *const tests[] = {
	    each_way, dies_while_waiting, traces, hangs};

	return SCRATCH_SUITE("login worker", tests, set_up);
}
