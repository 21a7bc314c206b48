/* SPDX-License-Identifier: ISC */
/* Tests of flow/attempt: frames there and back, and broken ones. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/attempt.h"
#include "flow/suites.h"

static struct attempt_server
sample_server(void)
{
	struct attempt_server s = {.n_urls = 2,
	    .ca_file = "/etc/ssl/private.pem",
	    .mechanisms = "PLAIN LOGIN",
	    .timeout_ms = 20000,
	    .trace = true};

	snprintf(s.urls[0], sizeof(s.urls[0]), "imaps://a.test");
	snprintf(s.urls[1], sizeof(s.urls[1]), "imap://b.test:1143");
	return s;
}

/* Parses what is in b as a frame of its own. */
static struct frame
frame_in(const struct buf *b)
{
	struct frame f;

	ck_assert_int_eq(frame_parse(buf_view(b), LIMIT_FRAME, &f), (long)b->n);
	return f;
}

START_TEST(carries_a_server)
{
	struct attempt_server s = sample_server(), got;
	struct buf b;
	struct frame f;
	struct error e;

	buf_init(&b, LIMIT_FRAME);
	ck_assert(attempt_put_server(&b, &s));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_server(&f, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.n_urls, 2);
	ck_assert_str_eq(got.urls[0], s.urls[0]);
	ck_assert_str_eq(got.urls[1], s.urls[1]);
	ck_assert_str_eq(got.ca_file, s.ca_file);
	ck_assert_str_eq(got.mechanisms, s.mechanisms);
	ck_assert_uint_eq(got.timeout_ms, 20000);
	ck_assert(got.trace);
	buf_clear(&b);
}
END_TEST

START_TEST(carries_at_most_eight_servers)
{
	struct attempt_server s = sample_server(), got;
	struct buf b;
	struct frame f;
	struct error e;

	buf_init(&b, LIMIT_FRAME);
	s.n_urls = ATTEMPT_SERVERS + 1;
	ck_assert(!attempt_put_server(&b, &s));
	s.n_urls = 0;
	ck_assert(attempt_put_server(&b, &s));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_server(&f, &got, &e), ERROR_PROTOCOL);
	s.n_urls = ATTEMPT_SERVERS;
	for (unsigned i = 0; i < ATTEMPT_SERVERS; i++) {
		memset(s.urls[i], 'x', sizeof(s.urls[i]) - 1);
		s.urls[i][sizeof(s.urls[i]) - 1] = '\0';
	}
	ck_assert(attempt_put_server(&b, &s));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_server(&f, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.n_urls, ATTEMPT_SERVERS);
	ck_assert_str_eq(got.urls[7], s.urls[7]);
	buf_clear(&b);
}
END_TEST

/* A password goes through byte for byte: judging it is the worker's. */
START_TEST(carries_any_password)
{
	static const char bytes[] = {'a', 0, '\r', '\n', '"', '\\', -1};
	struct attempt_credentials c = {.user = "alice@example.test"}, got;
	struct buf b;
	struct frame f;
	struct error e;

	buf_init_wiping(&b, LIMIT_FRAME);
	secret_set(&c.password, view_make(bytes, sizeof(bytes)));
	ck_assert(attempt_put_credentials(&b, &c));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_credentials(&f, &got, &e), ERROR_NONE);
	ck_assert_str_eq(got.user, c.user);
	ck_assert(
	    view_eq(secret_view(&got.password), secret_view(&c.password)));
	snprintf(c.user, sizeof(c.user), "alice\r\n@example.test");
	ck_assert(attempt_put_credentials(&b, &c));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_credentials(&f, &got, &e), ERROR_PROTOCOL);
	buf_clear(&b);
}
END_TEST

START_TEST(carries_traces_and_verdicts)
{
	struct attempt_trace t = {.at_us = 1234567, .text = "connected"}, got_t;
	struct attempt_verdict v = {.verdict = VERDICT_BUSY,
				   .log = "later",
				   .person = "come back"},
			       got;
	struct buf b;
	struct frame f;
	struct error e;

	buf_init(&b, LIMIT_FRAME);
	ck_assert(attempt_put_trace(&b, &t));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_trace(&f, &got_t, &e), ERROR_NONE);
	ck_assert_uint_eq(got_t.at_us, t.at_us);
	ck_assert_str_eq(got_t.text, t.text);
	ck_assert_int_eq(attempt_get_verdict(&f, &got, &e), ERROR_PROTOCOL);
	ck_assert(attempt_put_verdict(&b, &v));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_verdict(&f, &got, &e), ERROR_NONE);
	ck_assert_int_eq(got.verdict, VERDICT_BUSY);
	ck_assert_str_eq(got.log, "later");
	ck_assert_str_eq(got.person, "come back");
	v.verdict = (enum verdict)VERDICTS;
	ck_assert(attempt_put_verdict(&b, &v));
	f = frame_in(&b);
	ck_assert_int_eq(attempt_get_verdict(&f, &got, &e), ERROR_PROTOCOL);
	buf_clear(&b);
}
END_TEST

/* A payload that ends anywhere else is malformed, never read beyond. */
START_TEST(refuses_what_is_cut)
{
	struct attempt_server s = sample_server(), got;
	struct buf b;
	struct frame f;
	struct error e;
	size_t n;

	buf_init(&b, LIMIT_FRAME);
	ck_assert(attempt_put_server(&b, &s));
	n = frame_in(&b).payload.n;
	for (size_t cut = 0; cut < n; cut++) {
		char *copy = malloc(cut > 0 ? cut : 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, b.p + FRAME_HEAD, cut);
		f = (struct frame){ATTEMPT_SERVER, view_make(copy, cut)};
		ck_assert_int_eq(
		    attempt_get_server(&f, &got, &e), ERROR_PROTOCOL);
		free(copy);
	}
	buf_clear(&b);
}
END_TEST

Suite *
attempt_suite(void)
{
	const TTest *const tests[] = {carries_a_server,
	    carries_at_most_eight_servers, carries_any_password,
	    carries_traces_and_verdicts, refuses_what_is_cut};

	return SUITE_OF("attempt", tests);
}
