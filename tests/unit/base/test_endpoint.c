/* SPDX-License-Identifier: ISC */
/* Tests of base/endpoint. */
#include "config.h"

#include <string.h>

#include "base/endpoint.h"
#include "base/suites.h"

static const struct {
	const char *url;
	const char *host;
	unsigned port;
	enum endpoint_protocol protocol;
	enum endpoint_security security;
	bool is_address;
} good[] = {
    {"imaps://mail.example.com", "mail.example.com", 993, ENDPOINT_IMAP,
	ENDPOINT_IMPLICIT, false},
    {"imap://Mail.Example.COM", "mail.example.com", 143, ENDPOINT_IMAP,
	ENDPOINT_STARTTLS, false},
    {"pop3s://m", "m", 995, ENDPOINT_POP3, ENDPOINT_IMPLICIT, false},
    {"pop3://m:1", "m", 1, ENDPOINT_POP3, ENDPOINT_STARTTLS, false},
    {"submissions://127.0.0.1:65535", "127.0.0.1", 65535, ENDPOINT_SMTP,
	ENDPOINT_IMPLICIT, true},
    {"submission://[::1]", "::1", 587, ENDPOINT_SMTP, ENDPOINT_STARTTLS, true},
    {"smtp://[fe80::1]:2525", "fe80::1", 2525, ENDPOINT_SMTP, ENDPOINT_STARTTLS,
	true},
};

static const char *const bad[] = {"", "imaps", "imaps:", "imaps:/h", "imaps://",
    "IMAPS://h", "http://h", "imaps://h/", "imaps://h:", "imaps://h:0",
    "imaps://h:65536", "imaps://h:9x", "imaps://h:+9", "imaps://user@h",
    "imaps://-h", "imaps://h-", "imaps://a..b", "imaps://a.", "imaps://[::1",
    "imaps://[::1]x", "imaps://[::1]:", "imaps://[127.0.0.1]", "imaps://::1",
    "imaps://h h", "imaps://h\n", "imaps://h_x", "imaps://h\xc3\xa4"};

START_TEST(takes_good_ones)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		struct endpoint e;

		ck_assert_msg(endpoint_parse(view_of(good[i].url), &e), "%s",
		    good[i].url);
		ck_assert_str_eq(e.host, good[i].host);
		ck_assert_uint_eq(e.port, good[i].port);
		ck_assert_int_eq(e.protocol, good[i].protocol);
		ck_assert_int_eq(e.security, good[i].security);
		ck_assert_int_eq(e.is_address, good[i].is_address);
		ck_assert(view_starts(view_of(good[i].url), e.scheme));
	}
}
END_TEST

START_TEST(refuses_bad_ones)
{
	char name[300] = "imaps://";
	struct endpoint e;

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(
		    !endpoint_parse(view_of(bad[i]), &e), "%s", bad[i]);
	ck_assert(!endpoint_parse(view_make("imaps://h\0x", 11), &e));
	for (size_t i = 8; i < 8 + LIMIT_LABEL; i++)
		name[i] = 'a';
	ck_assert(endpoint_parse(view_of(name), &e));
	name[8 + LIMIT_LABEL] = 'a';
	ck_assert(!endpoint_parse(view_of(name), &e));
}
END_TEST

/* No prefix of a good URL may crash; those without a whole host fail. */
START_TEST(bears_every_prefix)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		struct view url = view_of(good[i].url);
		struct endpoint e;

		for (size_t n = 0; n < view_find(url, '/') + 2; n++)
			ck_assert(!endpoint_parse(view_before(url, n), &e));
		for (size_t n = 0; n < url.n; n++)
			endpoint_parse(view_before(url, n), &e);
	}
}
END_TEST

START_TEST(writes_what_it_parses)
{
	static const char *const urls[] = {"imaps://mail.example.com:993",
	    "imap://10.0.0.1:1143", "submission://[2001:db8::1]:587"};
	char url[64];

	for (size_t i = 0; i < COUNT(urls); i++) {
		struct endpoint e;

		ck_assert(endpoint_parse(view_of(urls[i]), &e));
		ck_assert(endpoint_format(&e, url, sizeof(url)));
		ck_assert_str_eq(url, urls[i]);
		ck_assert(!endpoint_format(&e, url, strlen(urls[i])));
	}
}
END_TEST

Suite *
endpoint_suite(void)
{
	const TTest *const tests[] = {takes_good_ones, refuses_bad_ones,
	    bears_every_prefix, writes_what_it_parses};

	return SUITE_OF("endpoint", tests);
}
