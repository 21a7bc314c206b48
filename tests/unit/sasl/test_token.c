/* SPDX-License-Identifier: ISC */
/* Tests of sasl/token: messages as RFC 7628 and Google's guide show them. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "sasl/base64.h"
#include "sasl/suites.h"
#include "sasl/token.h"

static const struct {
	bool (*compose)(struct buf *out, const char *user,
	    const struct endpoint *server, struct view token);
	const char *user, *url, *token;
	const char *message; /* in base64, or as it is */
	bool plain;
} cases[] = {
    /* RFC 7628 4.1 */
    {token_compose_bearer, "user@example.com", "imap://server.example.com",
	"vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
	"bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9"
	"MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZ"
	"Mjl0Q2c9PQEB",
	false},
    {token_compose_bearer, "a,b=c@x.y", NULL, "t",
	"n,a=a=2Cb=3Dc@x.y,\001auth=Bearer t\001\001", true},
    {token_compose_bearer, "u", "smtp://[2001:db8::1]:2525", "t",
	"n,a=u,\001host=2001:db8::1\001port=2525\001auth=Bearer t\001\001",
	true},
    {token_compose_xoauth2, "someuser@example.com", "smtp://m",
	"ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg",
	"dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRx"
	"bVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==",
	false},
    {token_compose_xoauth2, "a,b=c", NULL, "t",
	"user=a,b=c\001auth=Bearer t\001\001", true},
};

START_TEST(composes)
{
	struct endpoint server;
	struct buf message, encoded;
	bool named = cases[_i].url != NULL;

	buf_init(&message, LIMIT_SASL_LINE);
	buf_init(&encoded, LIMIT_SASL_LINE);
	if (named)
		ck_assert(endpoint_parse(view_of(cases[_i].url), &server));
	ck_assert(cases[_i].compose(&message, cases[_i].user,
	    named ? &server : NULL, view_of(cases[_i].token)));
	ck_assert(base64_encode(&encoded, buf_view(&message)));
	ck_assert_view_eq(
	    buf_view(cases[_i].plain ? &message : &encoded), cases[_i].message);
	buf_clear(&message);
	buf_clear(&encoded);
}
END_TEST

START_TEST(checks_tokens)
{
	static const char *const bad[] = {
	    "", " ", "a b", "a\001b", "a\nb", "a\tb", "\x7f", "t\xc3\xa9"};

	ck_assert(token_check(view_of("!ya29.a0-_~+/==~")));
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!token_check(view_of(bad[i])), "%s", bad[i]);
	ck_assert(!token_check(view_make("a\0b", 3)));
}
END_TEST

/* A message that does not fit is none. */
START_TEST(fails_whole)
{
	struct buf message;

	for (size_t max = 0; max < 20; max++) {
		buf_init(&message, max);
		ck_assert(!token_compose_bearer(
		    &message, "user", NULL, view_of("token")));
		buf_clear(&message);
	}
}
END_TEST

Suite *
token_suite(void)
{
	Suite *suite = suite_create("token");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, composes, 0, (int)COUNT(cases));
	tcase_add_test(all, checks_tokens);
	tcase_add_test(all, fails_whole);
	suite_add_tcase(suite, all);
	return suite;
}
