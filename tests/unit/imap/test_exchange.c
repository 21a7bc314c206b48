/* SPDX-License-Identifier: ISC */
/* Tests of imap/exchange. */
#include "config.h"

#include <string.h>

#include "imap/exchange.h"
#include "imap/suites.h"
#include "sasl/base64.h"

#define USER "alice@example.test"

static struct imap_capabilities caps;
static struct secret secret;

static struct imap_exchange *
make(const char *mechanism, const char *words, const char *password)
{
	struct imap_exchange *x;
	struct error e;
	const struct sasl_terms terms = {.offered = view_of(mechanism)};
	const struct sasl_mechanism *m = sasl_choose(&terms, 0);

	imap_parse_capabilities(view_of(words), &caps);
	ck_assert(secret_set(&secret, view_of(password)));
	ck_assert_int_eq(
	    imap_exchange_new(m, &terms, USER, &secret, &caps, &x, &e),
	    ERROR_NONE);
	return x;
}

static const struct {
	const char *mechanism, *capabilities, *password;
	const char *command;
	bool sent;          /* the password is in the command */
	const char *answer; /* to the first "+"; NULL: none is due */
} cases[] = {
    {"PLAIN", "SASL-IR", "x", "AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUudGVzdAB4",
	true, NULL},
    {"PLAIN", "IMAP4rev1", "x", "AUTHENTICATE PLAIN", false,
	"AGFsaWNlQGV4YW1wbGUudGVzdAB4\r\n"},
    {"LOGIN", "SASL-IR", "x", "AUTHENTICATE LOGIN", false,
	"YWxpY2VAZXhhbXBsZS50ZXN0\r\n"},
    {NULL, "", "simple", "LOGIN \"" USER "\" \"simple\"", true, NULL},
    {NULL, "", "a\"b\\c {5}", "LOGIN \"" USER "\" \"a\\\"b\\\\c {5}\"", true,
	NULL},
    {NULL, "", "gr\xc3\xbc\xc3\x9f", "LOGIN \"" USER "\" {6}", false,
	"gr\xc3\xbc\xc3\x9f\r\n"},
    {NULL, "LITERAL-", "gr\xc3\xbc\xc3\x9f",
	"LOGIN \"" USER "\" {6+}\r\ngr\xc3\xbc\xc3\x9f", true, NULL},
};

START_TEST(speaks)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct imap_exchange *x = make(cases[i].mechanism,
		    cases[i].capabilities, cases[i].password);
		struct buf out;
		struct error e;

		buf_init(&out, 4096);
		ck_assert(!imap_exchange_sent_proof(x));
		ck_assert_int_eq(imap_exchange_start(x, &out, &e), ERROR_NONE);
		ck_assert_view_eq(buf_view(&out), cases[i].command);
		ck_assert(imap_exchange_sent_proof(x) == cases[i].sent);
		ck_assert(imap_exchange_is_complete(x) == cases[i].sent);
		buf_reset(&out);
		ck_assert_int_eq(imap_exchange_answer(x, view_of(""), &out, &e),
		    cases[i].answer != NULL ? ERROR_NONE : ERROR_PROTOCOL);
		ck_assert_view_eq(buf_view(&out),
		    cases[i].answer != NULL ? cases[i].answer : "");
		imap_exchange_free(&x);
		buf_clear(&out);
	}
}
END_TEST

/* SCRAM's proof and the empty last response are one write. */
START_TEST(lets_the_last_response_ride)
{
	struct imap_exchange *x = make("SCRAM-SHA-256", "SASL-IR", "pencil");
	struct buf out, challenge, encoded;
	struct error e;
	size_t nonce;

	buf_init(&out, 4096);
	buf_init(&challenge, 4096);
	buf_init(&encoded, 4096);
	ck_assert_int_eq(imap_exchange_start(x, &out, &e), ERROR_NONE);
	ck_assert(!imap_exchange_sent_proof(x));
	ck_assert(base64_decode(&challenge,
	    view_from(
		buf_view(&out), view_find_last(buf_view(&out), ' ') + 1)));
	nonce = view_find_last(buf_view(&challenge), ',') + 1;
	buf_consume(&challenge, nonce);
	buf_add_str(&challenge, "x,s=c2FsdA==,i=4096");
	ck_assert(base64_encode(&encoded, buf_view(&challenge)));
	buf_reset(&out);
	ck_assert_int_eq(
	    imap_exchange_answer(x, buf_view(&encoded), &out, &e), ERROR_NONE);
	ck_assert_uint_gt(out.n, 4);
	ck_assert_view_eq(view_from(buf_view(&out), out.n - 4), "\r\n\r\n");
	ck_assert_uint_eq(view_find(buf_view(&out), '\r'), out.n - 4);
	ck_assert(imap_exchange_sent_proof(x));
	ck_assert(!imap_exchange_is_complete(x));
	imap_exchange_free(&x);
	buf_clear(&out);
	buf_clear(&challenge);
	buf_clear(&encoded);
}
END_TEST

Suite *
exchange_suite(void)
{
	const TTest *const tests[] = {speaks, lets_the_last_response_ride};

	return SUITE_OF("exchange", tests);
}
