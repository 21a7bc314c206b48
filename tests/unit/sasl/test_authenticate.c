/* SPDX-License-Identifier: ISC */
/* Tests of sasl/authenticate, with a protocol that is played from a script. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "sasl/authenticate.h"
#include "sasl/suites.h"

#define USER "alice@example.test"
/* "n,a=USER,^Aauth=Bearer x^A^A", "user=USER^Aauth=Bearer x^A^A" */
#define BEARER "bixhPWFsaWNlQGV4YW1wbGUudGVzdCwBYXV0aD1CZWFyZXIgeAEB"
#define XOAUTH2 "dXNlcj1hbGljZUBleGFtcGxlLnRlc3QBYXV0aD1CZWFyZXIgeAEB"
#define PLAIN "AGFsaWNlQGV4YW1wbGUudGVzdAB4"

/* A server: a letter a reply; "y" consents, "n" refuses, "?" goes on, "t" is
 * no answer in time. */
struct server {
	const char *replies;
	struct buf sent;
	unsigned judged_early;
};

static enum error_code
take(void *arg, struct view bytes, bool command, struct error *e)
{
	struct server *s = arg;

	(void)e;
	buf_add_str(&s->sent, command ? ">" : "|");
	buf_add(&s->sent, bytes);
	return ERROR_NONE;
}

static enum error_code
reply(void *arg, struct deadline d, enum sasl_reply *out,
    struct view *challenge_out, struct error *e)
{
	struct server *s = arg;
	char c = *s->replies != '\0' ? *s->replies++ : 't';

	(void)d;
	*challenge_out = view_of("");
	*out = c == 'y' ? SASL_ACCEPTED
	    : c == 'n'  ? SASL_REFUSED
			: SASL_CHALLENGE;
	if (c == 't')
		return error_set(e, ERROR_LATER, "no answer in time");
	return ERROR_NONE;
}

static enum error_code
judge(void *arg, bool early, struct sasl_answer *out, struct error *e)
{
	struct server *s = arg;

	(void)out;
	s->judged_early += early;
	return error_set(e, early ? ERROR_LATER : ERROR_DENIED, "refused");
}

static enum error_code
own(void *arg, const struct sasl_login *login, struct sasl_exchange **out,
    struct error *e)
{
	(void)arg;
	(void)login;
	return sasl_exchange_of_command(
	    "OWN", view_of("OWN a"), view_of("b\r\n"), out, e);
}

static const struct sasl_protocol protocol = {
    .profile = {.command = "AUTH", .rides = true},
    .send = take,
    .hear = reply,
    .judge = judge,
    .own = own,
};

static const struct login_case {
	const char *mechanisms;
	bool initial, own;
	const char *allowed;
	const char *replies;
	enum error_code code;
	const char *sent;
	unsigned early;
	const char *method; /* the last one */
} cases[] = {
    {"PLAIN", true, true, NULL, "y", ERROR_NONE, ">AUTH PLAIN " PLAIN, 0,
	"PLAIN"},
    {"PLAIN", true, true, NULL, "n", ERROR_DENIED, ">AUTH PLAIN " PLAIN, 0,
	"PLAIN"},
    {"PLAIN", false, true, NULL, "?y", ERROR_NONE, ">AUTH PLAIN|" PLAIN "\r\n",
	0, "PLAIN"},
    /* Refused before the proof: the next one; then its own command. */
    {"PLAIN LOGIN", false, true, NULL, "nn?y", ERROR_NONE,
	">AUTH PLAIN>AUTH LOGIN>OWN a|b\r\n", 2, "OWN"},
    {"PLAIN", false, false, NULL, "n", ERROR_LATER, ">AUTH PLAIN", 1, "PLAIN"},
    {"PLAIN", false, true, NULL, "nn", ERROR_LATER, ">AUTH PLAIN>OWN a", 2,
	"OWN"},
    /* After it: never another. */
    {"PLAIN LOGIN", true, true, NULL, "ny", ERROR_DENIED, ">AUTH PLAIN " PLAIN,
	0, "PLAIN"},
    {"", true, true, NULL, "?n", ERROR_DENIED, ">OWN a|b\r\n", 0, "OWN"},
    /* What is pinned is pinned. */
    {"PLAIN", false, true, "PLAIN", "n", ERROR_LATER, ">AUTH PLAIN", 1,
	"PLAIN"},
    {"", false, true, "PLAIN", "", ERROR_LATER, "", 0, ""},
    {"PLAIN", false, true, "LOGIN", "", ERROR_LATER, "", 0, ""},
    {"GSSAPI", true, false, NULL, "", ERROR_LATER, "", 0, ""},
    /* A password never goes where tokens do. */
    {"OAUTHBEARER XOAUTH2", true, false, NULL, "y", ERROR_LATER, "", 0, ""},
    /* Consent that comes too early. */
    {"PLAIN", false, true, NULL, "y", ERROR_PROTOCOL, ">AUTH PLAIN", 0,
	"PLAIN"},
    {"SCRAM-SHA-256 PLAIN", false, true, NULL, "y", ERROR_PROTOCOL,
	">AUTH SCRAM-SHA-256", 0, "SCRAM-SHA-256"},
    {"", true, true, NULL, "y", ERROR_PROTOCOL, ">OWN a", 0, "OWN"},
    {"PLAIN", true, true, NULL, "?", ERROR_PROTOCOL, ">AUTH PLAIN " PLAIN, 0,
	"PLAIN"},
    {"PLAIN LOGIN", true, true, NULL, "t", ERROR_LATER, ">AUTH PLAIN " PLAIN, 0,
	"PLAIN"},
    {"PLAIN LOGIN", false, true, NULL, "t", ERROR_LATER, ">AUTH PLAIN", 0,
	"PLAIN"},
};

static const struct login_case tokens[] = {
    /* A token and its mechanisms; a password never goes by them. */
    {"PLAIN XOAUTH2 OAUTHBEARER", true, true, NULL, "y", ERROR_NONE,
	">AUTH OAUTHBEARER " BEARER, 0, "OAUTHBEARER"},
    {"LOGIN XOAUTH2 PLAIN", true, true, NULL, "y", ERROR_NONE,
	">AUTH XOAUTH2 " XOAUTH2, 0, "XOAUTH2"},
    {"PLAIN LOGIN SCRAM-SHA-256", true, true, NULL, "y", ERROR_LATER, "", 0,
	""},
    {"OAUTHBEARER", false, true, NULL, "?y", ERROR_NONE,
	">AUTH OAUTHBEARER|" BEARER "\r\n", 0, "OAUTHBEARER"},
    /* Refused, at once or with a reason that is to be answered: no other. */
    {"OAUTHBEARER XOAUTH2", true, true, NULL, "n", ERROR_DENIED,
	">AUTH OAUTHBEARER " BEARER, 0, "OAUTHBEARER"},
    {"OAUTHBEARER XOAUTH2", true, true, NULL, "?n", ERROR_DENIED,
	">AUTH OAUTHBEARER " BEARER "|AQ==\r\n", 0, "OAUTHBEARER"},
    {"XOAUTH2", true, true, NULL, "?n", ERROR_DENIED,
	">AUTH XOAUTH2 " XOAUTH2 "|\r\n", 0, "XOAUTH2"},
    /* Success after that reason, and a second reason. */
    {"XOAUTH2", true, true, NULL, "?y", ERROR_PROTOCOL,
	">AUTH XOAUTH2 " XOAUTH2 "|\r\n", 0, "XOAUTH2"},
    {"OAUTHBEARER", true, true, NULL, "??", ERROR_PROTOCOL,
	">AUTH OAUTHBEARER " BEARER "|AQ==\r\n", 0, "OAUTHBEARER"},
};

static void
log_in(const struct login_case *c, bool token)
{
	struct server server = {.replies = c->replies};
	struct secret secret;
	const struct sasl_login login = {.user = USER,
	    .secret = &secret,
	    .allowed = c->allowed,
	    .token = token};
	const struct sasl_offer offer = {
	    .mechanisms = c->mechanisms,
	    .initial = c->initial,
	    .own = c->own,
	};
	const struct trace nobody = {NULL, NULL};
	struct sasl_answer answer;
	struct error e;
	enum error_code code;

	buf_init(&server.sent, 4096);
	ck_assert(secret_set(&secret, view_of("x")));
	code = sasl_authenticate(&protocol, &server, &offer, &login, &nobody,
	    deadline_in(60000), &answer, &e);
	ck_assert_msg(code == c->code, "%s", error_name(code));
	ck_assert_view_eq(buf_view(&server.sent), c->sent);
	ck_assert_uint_eq(server.judged_early, c->early);
	ck_assert_str_eq(answer.method, c->method);
	buf_clear(&server.sent);
}

START_TEST(goes_from_mechanism_to_mechanism)
{
	log_in(&cases[_i], false);
}
END_TEST

START_TEST(sends_tokens)
{
	log_in(&tokens[_i], true);
}
END_TEST

/* What SCRAM cannot carry is PLAIN's, and no byte was sent of the former. */
START_TEST(passes_over_what_cannot_carry_the_password)
{
	struct server server = {.replies = "y"};
	struct secret secret;
	const struct sasl_login login = {.user = USER, .secret = &secret};
	const struct sasl_offer offer = {
	    .mechanisms = "SCRAM-SHA-256 PLAIN", .initial = true};
	const struct trace nobody = {NULL, NULL};
	struct sasl_answer answer;
	struct error e;

	buf_init(&server.sent, 4096);
	ck_assert(secret_set(&secret, view_of("bell\x07")));
	ck_assert_int_eq(sasl_authenticate(&protocol, &server, &offer, &login,
			     &nobody, deadline_in(60000), &answer, &e),
	    ERROR_NONE);
	ck_assert(view_starts(buf_view(&server.sent), ">AUTH PLAIN "));
	ck_assert_str_eq(answer.method, "PLAIN");
	buf_clear(&server.sent);
}
END_TEST

/* What was sent, a nonce cut off: the rest of a SCRAM message. */
static const char *
sent(const struct server *s)
{
	static char text[4096];
	const char *in = s->sent.n > 0 ? s->sent.p : "";
	const char *end = in + s->sent.n;
	size_t n = 0;

	while (in < end && n < sizeof(text) - 1) {
		text[n++] = *in++;
		text[n] = '\0';
		if (n > 4 && strcmp(text + n - 4, " biw") == 0)
			while (in < end && *in != '>' && *in != '|')
				in++;
	}
	text[n] = '\0';
	return text;
}

#define SCRAM ">AUTH SCRAM-SHA-256 biw"

static const struct {
	const char *mechanisms, *allowed;
	const char *before; /* the replies until there is a password */
	const char *ahead;  /* what is sent until then */
	bool under_way, over;
	const char *password, *after;
	const char *sent; /* all of it */
	enum error_code code;
	const char *method;
} steps[] = {
    /* What needs the password waits for it. */
    {"PLAIN", NULL, "", "", false, false, "x", "y", ">AUTH PLAIN " PLAIN,
	ERROR_NONE, "PLAIN"},
    {"", NULL, "", "", false, false, "x", "?y", ">OWN a|b\r\n", ERROR_NONE,
	"OWN"},
    {"GSSAPI", "PLAIN", "", "", false, false, "x", "", "", ERROR_LATER, ""},
    /* An empty challenge is none of SCRAM's: nothing was proved. */
    {"SCRAM-SHA-256 PLAIN", NULL, "?", SCRAM, true, false, "x", "", SCRAM,
	ERROR_PROTOCOL, "SCRAM-SHA-256"},
    /* Refused ahead: the next one has the password. */
    {"SCRAM-SHA-256 SCRAM-SHA-1 PLAIN", NULL, "n?",
	SCRAM ">AUTH SCRAM-SHA-1 biw", true, false, "x", "",
	SCRAM ">AUTH SCRAM-SHA-1 biw", ERROR_PROTOCOL, "SCRAM-SHA-1"},
    {"SCRAM-SHA-256 PLAIN", NULL, "n", SCRAM, false, false, "x", "y",
	SCRAM ">AUTH PLAIN " PLAIN, ERROR_NONE, "PLAIN"},
    {"SCRAM-SHA-256 PLAIN", "SCRAM-SHA-256", "n", SCRAM, false, false, "x", "",
	SCRAM, ERROR_LATER, "SCRAM-SHA-256"},
    /* The end, before there is a password: it is never sent. */
    {"SCRAM-SHA-256 PLAIN", NULL, "y", SCRAM, false, true, "x", "y", SCRAM,
	ERROR_PROTOCOL, "SCRAM-SHA-256"},
    {"SCRAM-SHA-256 PLAIN", NULL, "t", SCRAM, false, true, "x", "y", SCRAM,
	ERROR_LATER, "SCRAM-SHA-256"},
    /* A password that SCRAM cannot carry: it is taken back. */
    {"SCRAM-SHA-256 PLAIN", NULL, "?", SCRAM, true, false, "bell\x07", "ny",
	SCRAM "|*\r\n>AUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABiZWxsBw==",
	ERROR_NONE, "PLAIN"},
    {"SCRAM-SHA-256", NULL, "?", SCRAM, true, false, "bell\x07", "n",
	SCRAM "|*\r\n", ERROR_LATER, "SCRAM-SHA-256"},
    {"SCRAM-SHA-256 PLAIN", NULL, "?", SCRAM, true, false, "bell\x07", "y",
	SCRAM "|*\r\n", ERROR_PROTOCOL, "SCRAM-SHA-256"},
    {"SCRAM-SHA-256 PLAIN", NULL, "?", SCRAM, true, false, "bell\x07", "?",
	SCRAM "|*\r\n", ERROR_PROTOCOL, "SCRAM-SHA-256"},
    {"SCRAM-SHA-256 PLAIN", NULL, "?", SCRAM, true, false, "bell\x07", "t",
	SCRAM "|*\r\n", ERROR_LATER, "SCRAM-SHA-256"},
};

START_TEST(goes_ahead_without_the_password)
{
	struct server server = {.replies = steps[_i].before};
	struct secret secret;
	struct sasl_login login = {.user = USER, .allowed = steps[_i].allowed};
	const struct sasl_offer offer = {
	    .mechanisms = steps[_i].mechanisms,
	    .initial = true,
	    .own = steps[_i].mechanisms[0] == '\0',
	};
	const struct trace nobody = {NULL, NULL};
	struct sasl_attempt *a;
	struct sasl_answer answer;
	struct error e;

	buf_init(&server.sent, 4096);
	ck_assert(secret_set(&secret, view_of(steps[_i].password)));
	ck_assert_int_eq(sasl_attempt_new(&protocol, &server, &offer, &login,
			     &nobody, &a, &e),
	    ERROR_NONE);
	sasl_attempt_ahead(a, deadline_in(60000));
	ck_assert_str_eq(sent(&server), steps[_i].ahead);
	ck_assert_str_eq(server.replies, "");
	ck_assert(sasl_attempt_is_under_way(a) == steps[_i].under_way);
	ck_assert(sasl_attempt_is_over(a) == steps[_i].over);
	login.secret = &secret;
	server.replies = steps[_i].after;
	ck_assert_str_eq(
	    error_name(sasl_attempt_end(a, deadline_in(60000), &answer, &e)),
	    error_name(steps[_i].code));
	ck_assert_str_eq(sent(&server), steps[_i].sent);
	ck_assert_str_eq(answer.method, steps[_i].method);
	sasl_attempt_free(&a);
	buf_clear(&server.sent);
}
END_TEST

START_TEST(tells_what_both_sides_have)
{
	struct server server = {.replies = ""};
	struct secret secret;
	const struct sasl_login login = {
	    .user = USER, .secret = &secret, .allowed = "PLAIN"};
	const struct sasl_offer offer = {.mechanisms = "", .note = "USER"};
	const struct trace nobody = {NULL, NULL};
	struct sasl_answer answer;
	struct error e;

	ck_assert(secret_set(&secret, view_of("x")));
	sasl_authenticate(&protocol, &server, &offer, &login, &nobody,
	    deadline_in(60000), &answer, &e);
	ck_assert_str_eq(e.text,
	    "no mechanism in common: the server offers none (and USER), we "
	    "take PLAIN");
}
END_TEST

Suite *
authenticate_suite(void)
{
	Suite *suite = suite_create("authenticate");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(
	    all, goes_from_mechanism_to_mechanism, 0, (int)COUNT(cases));
	tcase_add_loop_test(all, sends_tokens, 0, (int)COUNT(tokens));
	tcase_add_loop_test(all, sends_tokens, 0, (int)COUNT(tokens));
	tcase_add_loop_test(
	    all, goes_ahead_without_the_password, 0, (int)COUNT(steps));
	tcase_add_test(all, passes_over_what_cannot_carry_the_password);
	tcase_add_test(all, tells_what_both_sides_have);
	suite_add_tcase(suite, all);
	return suite;
}
