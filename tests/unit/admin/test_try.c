/* SPDX-License-Identifier: ISC */
/* Tests of admin/try and admin/submit without a network. */
#include "config.h"

#include <string.h>

#include "admin/submit.h"
#include "admin/suites.h"
#include "admin/try.h"

static const char *const urls[] = {"imaps://mail.example.com:993",
    "imap://10.0.0.1:1143", "submission://[2001:db8::1]:587"};

static void
no_trace(void *arg, const struct attempt_trace *trace)
{
	(void)arg;
	(void)trace;
}

/* A worker that says nothing is no success. */
START_TEST(needs_an_answer)
{
	static const char *const programs[] = {
	    "/bin/true", "/bin/false", "/nonexistent/imap-check"};
	struct attempt_server server = {
	    .n_urls = 1, .timeout_ms = 1000, .reach_only = true};
	struct attempt_verdict verdict;

	strncpy(server.urls[0], urls[0], sizeof(server.urls[0]) - 1);
	for (size_t i = 0; i < COUNT(programs); i++) {
		struct error e;

		error_clear(&e);
		ck_assert_int_ne(try_attempt(programs[i], &server, NULL,
				     no_trace, NULL, &verdict, &e),
		    ERROR_NONE);
		ck_assert_uint_gt(strlen(e.text), 0);
	}
}
END_TEST

START_TEST(needs_an_answer_of_the_relay)
{
	static const char *const programs[] = {
	    "/bin/true", "/nonexistent/relay-send"};
	struct endpoint list[1];
	struct conf conf = {.n_logins = 0};
	struct conf_relay relay = {.name = (char *)(uintptr_t) "r",
	    .user = (char *)(uintptr_t) "u",
	    .servers = {list, 1}};
	static struct secret secret;
	char url[128], said[128];

	ck_assert(endpoint_parse(view_of(urls[2]), &list[0]));
	ck_assert(secret_set(&secret, view_of("x")));
	for (size_t i = 0; i < COUNT(programs); i++) {
		struct error e;

		error_clear(&e);
		ck_assert_int_ne(
		    submit_try(programs[i], &conf, &relay, 0, &secret, url,
			sizeof(url), said, sizeof(said), &e),
		    ERROR_NONE);
		ck_assert_str_eq(url, urls[2]);
		ck_assert_uint_gt(strlen(e.text), 0);
	}
}
END_TEST

Suite *
try_suite(void)
{
	const TTest *const tests[] = {
	    needs_an_answer, needs_an_answer_of_the_relay};

	return SUITE_OF("admin try", tests);
}
