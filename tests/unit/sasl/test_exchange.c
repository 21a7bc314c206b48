/* SPDX-License-Identifier: ISC */
/* Tests of sasl/exchange. */
#include "config.h"

#include <string.h>

#include "sasl/base64.h"
#include "sasl/exchange.h"
#include "sasl/suites.h"

#define USER "alice@example.test"
#define PLAIN "AGFsaWNlQGV4YW1wbGUudGVzdAB4"

static struct secret secret;

static struct sasl_exchange *
make(const struct sasl_profile *profile, const char *mechanism, bool initial,
    const char *password)
{
	const struct sasl_terms terms = {.offered = view_of(mechanism)};
	struct sasl_exchange *x;
	struct error e;

	ck_assert(secret_set(&secret, view_of(password)));
	ck_assert_int_eq(sasl_exchange_new(profile, sasl_choose(&terms, 0),
			     &terms, USER, &secret, initial, &x, &e),
	    ERROR_NONE);
	ck_assert_str_eq(sasl_exchange_name(x), mechanism);
	return x;
}

static const struct {
	struct sasl_profile profile;
	const char *mechanism;
	bool initial;
	const char *command;
	bool sent;          /* the password is in the command */
	const char *answer; /* to the first challenge; NULL: none is due */
} cases[] = {
    {{"AUTHENTICATE", 0, true, true}, "PLAIN", true,
	"AUTHENTICATE PLAIN " PLAIN, true, NULL},
    {{"AUTHENTICATE", 0, true, true}, "PLAIN", false, "AUTHENTICATE PLAIN",
	false, PLAIN "\r\n"},
    /* The longest line that may be, and one byte less. */
    {{"AUTH", sizeof("AUTH PLAIN " PLAIN "\r\n") - 1, true, false}, "PLAIN",
	true, "AUTH PLAIN " PLAIN, true, NULL},
    {{"AUTH", sizeof("AUTH PLAIN " PLAIN "\r\n") - 2, true, false}, "PLAIN",
	true, "AUTH PLAIN", false, PLAIN "\r\n"},
    {{"AUTH", 255, true, false}, "LOGIN", true, "AUTH LOGIN", false,
	"YWxpY2VAZXhhbXBsZS50ZXN0\r\n"},
};

START_TEST(speaks)
{
	struct sasl_exchange *x = make(
	    &cases[_i].profile, cases[_i].mechanism, cases[_i].initial, "x");
	const char *answer = cases[_i].answer;
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert(!sasl_exchange_sent_proof(x));
	ck_assert_int_eq(sasl_exchange_start(x, &out, &e), ERROR_NONE);
	ck_assert_view_eq(buf_view(&out), cases[_i].command);
	ck_assert(sasl_exchange_sent_proof(x) == cases[_i].sent);
	ck_assert(sasl_exchange_is_complete(x) == cases[_i].sent);
	buf_reset(&out);
	ck_assert_int_eq(sasl_exchange_answer(x, view_of(""), &out, &e),
	    answer != NULL ? ERROR_NONE : ERROR_PROTOCOL);
	ck_assert_view_eq(buf_view(&out), answer != NULL ? answer : "");
	sasl_exchange_free(&x);
	buf_clear(&out);
}
END_TEST

static const struct {
	const char *first, *second;
} commands[] = {
    {"LOGIN a b", ""},
    {"USER a", "PASS b\r\n"},
};

START_TEST(speaks_a_command_of_the_protocol)
{
	bool two = commands[_i].second[0] != '\0';
	struct sasl_exchange *x;
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert_int_eq(
	    sasl_exchange_of_command("it", view_of(commands[_i].first),
		view_of(commands[_i].second), &x, &e),
	    ERROR_NONE);
	ck_assert_str_eq(sasl_exchange_name(x), "it");
	ck_assert(!sasl_exchange_sent_proof(x));
	ck_assert_int_eq(sasl_exchange_start(x, &out, &e), ERROR_NONE);
	ck_assert_view_eq(buf_view(&out), commands[_i].first);
	ck_assert(sasl_exchange_sent_proof(x) == !two);
	ck_assert(sasl_exchange_is_complete(x) == !two);
	buf_reset(&out);
	ck_assert_int_eq(sasl_exchange_answer(x, view_of("?"), &out, &e),
	    two ? ERROR_NONE : ERROR_PROTOCOL);
	ck_assert_view_eq(buf_view(&out), commands[_i].second);
	ck_assert(sasl_exchange_sent_proof(x));
	ck_assert(sasl_exchange_is_complete(x));
	ck_assert_int_eq(
	    sasl_exchange_answer(x, view_of(""), &out, &e), ERROR_PROTOCOL);
	sasl_exchange_free(&x);
	buf_clear(&out);
}
END_TEST

/* The server's first message to ours, which ends in our nonce. */
static void
challenge_of(struct view initial, struct buf *out)
{
	struct buf plain;

	buf_init(&plain, 4096);
	ck_assert(base64_decode(&plain, initial));
	buf_consume(&plain, view_find_last(buf_view(&plain), ',') + 1);
	buf_add_str(&plain, "x,s=c2FsdA==,i=4096");
	ck_assert(base64_encode(out, buf_view(&plain)));
	buf_clear(&plain);
}

/* SCRAM's proof and, where it may, the empty last response are one write. */
START_TEST(lets_the_last_response_ride)
{
	const struct sasl_profile profile = {"AUTH", 0, _i != 0, false};
	struct sasl_exchange *x =
	    make(&profile, "SCRAM-SHA-256", true, "pencil");
	const char *end = _i != 0 ? "\r\n\r\n" : "\r\n";
	struct buf out, challenge;
	struct error e;

	buf_init(&out, 4096);
	buf_init(&challenge, 4096);
	ck_assert_int_eq(sasl_exchange_start(x, &out, &e), ERROR_NONE);
	ck_assert(!sasl_exchange_sent_proof(x));
	challenge_of(
	    view_from(buf_view(&out), view_find_last(buf_view(&out), ' ') + 1),
	    &challenge);
	buf_reset(&out);
	ck_assert_int_eq(
	    sasl_exchange_answer(x, buf_view(&challenge), &out, &e),
	    ERROR_NONE);
	ck_assert_uint_gt(out.n, strlen(end));
	ck_assert_view_eq(
	    view_from(buf_view(&out), view_find(buf_view(&out), '\r')), end);
	ck_assert(sasl_exchange_sent_proof(x));
	ck_assert(!sasl_exchange_is_complete(x));
	ck_assert(!sasl_exchange_rode(x));
	sasl_exchange_free(&x);
	buf_clear(&out);
	buf_clear(&challenge);
}
END_TEST

/* What the mechanism cannot carry is known before a byte is sent. */
START_TEST(refuses_what_it_cannot_carry_at_the_start)
{
	static const struct sasl_profile profile = {"AUTH", 0, true, false};
	const struct sasl_terms terms = {.offered = view_of("SCRAM-SHA-256")};
	struct sasl_exchange *x;
	struct buf out;
	struct error e;

	buf_init(&out, 4096);
	ck_assert(secret_set(&secret, view_of("x")));
	ck_assert_int_eq(sasl_exchange_new(&profile, sasl_choose(&terms, 0),
			     &terms, "bell\x07", &secret, false, &x, &e),
	    ERROR_NONE);
	ck_assert_int_eq(sasl_exchange_start(x, &out, &e), ERROR_INPUT);
	sasl_exchange_free(&x);
	buf_clear(&out);
}
END_TEST

Suite *
exchange_suite(void)
{
	Suite *suite = suite_create("exchange");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, speaks, 0, (int)COUNT(cases));
	tcase_add_loop_test(
	    all, speaks_a_command_of_the_protocol, 0, (int)COUNT(commands));
	tcase_add_loop_test(all, lets_the_last_response_ride, 0, 2);
	tcase_add_test(all, refuses_what_it_cannot_carry_at_the_start);
	suite_add_tcase(suite, all);
	return suite;
}
