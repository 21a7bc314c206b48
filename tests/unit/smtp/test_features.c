/* SPDX-License-Identifier: ISC */
/* Tests of smtp/features.c. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "smtp/features.h"
#include "tests/unit/smtp/suites.h"

static struct smtp_features
features_of(const char *lines)
{
	struct smtp_reply r;
	struct smtp_features f;
	struct view rest = view_of(lines), line;

	smtp_reply_init(&r);
	while (view_split(&rest, '\n', &line))
		ck_assert_int_ne(smtp_reply_add(&r, line), SMTP_REPLY_BAD);
	smtp_features_parse(&r, &f);
	smtp_reply_clear(&r);
	return f;
}

START_TEST(test_all)
{
	struct smtp_features f = features_of("250-mail.example.com hello\n"
					     "250-PIPELINING\n"
					     "250-SIZE 10240000\n"
					     "250-starttls\n"
					     "250-AUTH PLAIN LOGIN\n"
					     "250-EnhancedStatusCodes\n"
					     "250-8BITMIME\n"
					     "250-DSN\n"
					     "250-SMTPUTF8\n"
					     "250-XFORWARD NAME ADDR\n"
					     "250 CHUNKING");

	ck_assert(f.pipelining && f.starttls && f.enhanced && f.eight_bit);
	ck_assert(f.dsn && f.smtputf8 && f.chunking && f.size);
	ck_assert_uint_eq(f.size_limit, 10240000);
	ck_assert_str_eq(f.auth, "PLAIN LOGIN");
}
END_TEST

START_TEST(test_none)
{
	struct smtp_features f = features_of("250 CHUNKING PIPELINING SIZE 1");

	ck_assert(!f.pipelining && !f.starttls && !f.chunking && !f.size);
	ck_assert_str_eq(f.auth, "");
}
END_TEST

static const struct {
	const char *line;
	bool size;
	uint64_t limit;
} sizes[] = {
    {"250 SIZE", true, 0},
    {"250 SIZE 0", true, 0},
    {"250 SIZE 35882577", true, 35882577},
    {"250 SIZE many", true, 0},
    {"250 SIZE 99999999999999999999999", true, 0},
    {"250 SIZES 5", false, 0},
    {"250 SIZE=5", false, 0},
};

START_TEST(test_size)
{
	char lines[128];
	struct smtp_features f;

	snprintf(lines, sizeof(lines), "250-host\n%s", sizes[_i].line);
	f = features_of(lines);
	ck_assert_int_eq(f.size, sizes[_i].size);
	ck_assert_uint_eq(f.size_limit, sizes[_i].limit);
}
END_TEST

START_TEST(test_auth_forms)
{
	ck_assert_str_eq(features_of("250-h\n250-AUTH=LOGIN PLAIN\n250 x").auth,
	    "LOGIN PLAIN");
	ck_assert_str_eq(
	    features_of("250-h\n250-auth SCRAM-SHA-256\n250 AUTH=PLAIN").auth,
	    "SCRAM-SHA-256 PLAIN");
	ck_assert_str_eq(features_of("250-h\n250 AUTHX PLAIN").auth, "");
}
END_TEST

/* More mechanisms than are kept: whole words only, no overrun. */
START_TEST(test_auth_ceiling)
{
	char lines[4096];
	struct smtp_features f;
	size_t n =
	    (size_t)snprintf(lines, sizeof(lines), "250-h\n250 AUTH PLAIN");

	for (unsigned i = 0; i < 200; i++)
		n += (size_t)snprintf(
		    lines + n, sizeof(lines) - n, " MECH-1234567");
	f = features_of(lines);
	n = strlen(f.auth);
	ck_assert_uint_lt(n, sizeof(f.auth));
	ck_assert_str_eq(f.auth + n - 13, " MECH-1234567");
}
END_TEST

TCase *
features_tests(void)
{
	TCase *t = tcase_create("features");

	tcase_add_test(t, test_all);
	tcase_add_test(t, test_none);
	tcase_add_loop_test(t, test_size, 0, sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_test(t, test_auth_forms);
	tcase_add_test(t, test_auth_ceiling);
	return t;
}
