/* SPDX-License-Identifier: ISC */
/* Tests of sasl/scram, and of the test's own server by the RFCs' examples. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "sasl/scram.h"
#include "sasl/scram_server.h"
#include "sasl/suites.h"

static const struct {
	const char *message;
	enum error_code code;
} firsts[] = {
    {"r=abc,s=c2FsdA==,i=4096", ERROR_NONE},
    {"r=abc,s=c2FsdA==,i=2000000", ERROR_NONE},
    {"r=abc,s=c2FsdA==,i=2000001", ERROR_PROTOCOL},
    {"r=abc,s=c2FsdA==,i=2147483648", ERROR_PROTOCOL},
    {"r=abc,s=c2FsdA==,i=99999999999999999999999", ERROR_PROTOCOL},
    {"r=abc,s=c2FsdA==,i=0", ERROR_PROTOCOL},
    {"r=abc,s=c2FsdA==,i=-1", ERROR_PROTOCOL},
    {"r=abc,s=c2FsdA==,i=", ERROR_PROTOCOL},
    {"r=abc,s=c2FsdA==", ERROR_PROTOCOL},
    {"", ERROR_PROTOCOL},
    {"i=4096,i=2147483648", ERROR_PROTOCOL},
    {"r=i=1,s=c2FsdA==,i=99999999", ERROR_PROTOCOL},
};

START_TEST(bounds_iterations)
{
	struct error e;

	for (size_t i = 0; i < COUNT(firsts); i++)
		ck_assert_msg(scram_check_first(view_of(firsts[i].message),
				  &e) == firsts[i].code,
		    "%s", firsts[i].message);
}
END_TEST

START_TEST(knows_errors)
{
	struct error e;

	ck_assert_int_eq(scram_check_final(view_of("v=abc"), &e), ERROR_NONE);
	ck_assert_int_eq(
	    scram_check_final(view_of("e=invalid-proof\n"), &e), ERROR_DENIED);
	ck_assert_ptr_nonnull(strstr(e.text, "invalid-proof\\x0a"));
}
END_TEST

/* RFC 5802 5. and RFC 7677 3.: both end with the same password. */
static const struct {
	const char *hash, *client_first, *nonce, *salt, *server_first;
	const char *client_final, *server_final;
} examples[] = {
    {"SHA1", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j",
	"QSXCR+Q6sek8bf92",
	"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	"s=QSXCR+Q6sek8bf92,i=4096",
	"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	"p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	"v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
    {"SHA256", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
	"%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "W22ZaJ0SNY7soEsUEjb6gQ==",
	"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	"s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
	"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
	"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
};

START_TEST(agrees_with_the_rfcs)
{
	for (size_t i = 0; i < COUNT(examples); i++) {
		struct scram_server s;
		struct buf out;

		buf_init(&out, 4096);
		scram_server_init(&s, examples[i].hash, "pencil",
		    examples[i].nonce, examples[i].salt, "4096");
		scram_server_first(&s, view_of(examples[i].client_first), &out);
		ck_assert_view_eq(buf_view(&out), examples[i].server_first);
		buf_reset(&out);
		ck_assert(scram_server_final(
		    &s, view_of(examples[i].client_final), &out));
		ck_assert_view_eq(buf_view(&out), examples[i].server_final);
		scram_server_clear(&s);
		buf_clear(&out);
	}
}
END_TEST

Suite *
scram_suite(void)
{
	const TTest *const tests[] = {
	    bounds_iterations, knows_errors, agrees_with_the_rfcs};

	return SUITE_OF("scram", tests);
}
