/* SPDX-License-Identifier: ISC */
/* Sessions that do not come about, or only for a check. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "wire/relay_case.h"

/* No proof who the server is: not one byte of a credential. */
static const struct {
	struct smtp_behaviour b;
	enum handover_failure failure;
} untrusted[] = {
    {{.kind = PKI_EXPIRED}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_NOT_YET}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_SELF_SIGNED}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_WRONG_NAME}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_UNKNOWN_CA}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_CLIENT}, HANDOVER_UNTRUSTED},
    {{.kind = PKI_WRONG_NAME, .starttls = true}, HANDOVER_UNTRUSTED},
    {{.starttls = true, .clear = "AUTH PLAIN\nPIPELINING"}, HANDOVER_UNTRUSTED},
    {{.starttls = true, .rules = {{"STARTTLS", 0, "454 4.7.0 no TLS"}}},
	HANDOVER_UNTRUSTED},
    {{.starttls = true, .inject = "250-fake\r\n250 AUTH PLAIN\r\n"},
	HANDOVER_UNTRUSTED},
    {{.starttls = true, .rules = {{"EHLO", 1, "!more 220 go ahead"}}},
	HANDOVER_UNREACHABLE},
};

START_TEST(test_untrusted)
{
	struct smtp_behaviour b = untrusted[_i].b;

	b.features = FULL;
	begin(&b);
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	ck_assert_msg(runner.failed.failure == untrusted[_i].failure,
	    "failure %d, %s", (int)runner.failed.failure, runner.failed.reason);
	ck_assert_uint_eq(runner.n_outcomes, 0);
	ck_assert(!smtp_server_heard(&server, "AUTH PLAIN A"));
	ck_assert(!smtp_server_heard(&server, "C: AUTH"));
	end();
}
END_TEST

/* What the server offers, and how authentication ends. */
static const struct {
	const char *features;
	const char *mechanisms;
	const char *password;
	struct smtp_rule rule;
	enum handover_failure failure; /* HANDOVER_FAILURES: it works */
	const char *heard;
	const char *not_heard;
} logins[] = {
    {"AUTH PLAIN", "", NULL, {NULL, 0, NULL}, HANDOVER_FAILURES,
	"C: AUTH PLAIN A", NULL},
    {"AUTH=LOGIN", "", NULL, {NULL, 0, NULL}, HANDOVER_FAILURES,
	"C: AUTH LOGIN", NULL},
    {"AUTH PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "", NULL, {NULL, 0, NULL},
	HANDOVER_FAILURES, "C: AUTH SCRAM-SHA-256 ", "C: AUTH PLAIN"},
    {"AUTH PLAIN SCRAM-SHA-256", "PLAIN", NULL, {NULL, 0, NULL},
	HANDOVER_FAILURES, "C: AUTH PLAIN A", "C: AUTH SCRAM"},
    {"AUTH PLAIN SCRAM-SHA-256", "", NULL,
	{"AUTH SCRAM", 0, "504 5.5.4 not really"}, HANDOVER_FAILURES,
	"C: AUTH PLAIN A", NULL},
    {"AUTH PLAIN SCRAM-SHA-256", "SCRAM-SHA-256", NULL,
	{"AUTH SCRAM", 0, "504 5.5.4 not really"}, HANDOVER_AUTH,
	"C: AUTH SCRAM", "C: AUTH PLAIN"},
    {"AUTH PLAIN LOGIN", "", "wrong", {NULL, 0, NULL}, HANDOVER_AUTH,
	"535 5.7.8", "C: AUTH LOGIN"},
    {"AUTH PLAIN SCRAM-SHA-1", "", "wrong", {NULL, 0, NULL}, HANDOVER_AUTH,
	"535 5.7.8", "C: AUTH PLAIN"},
    {"AUTH PLAIN SCRAM-SHA-256", "", NULL,
	{"AUTH SCRAM", 0, "235 2.7.0 come in"}, HANDOVER_UNTRUSTED, "235",
	"C: AUTH PLAIN"},
    {"AUTH PLAIN SCRAM-SHA-256", "", NULL, {"AUTH SCRAM", 0, "334 !"},
	HANDOVER_UNTRUSTED, "C: AUTH SCRAM", "C: AUTH PLAIN"},
    {"AUTH PLAIN LOGIN", "", NULL, {"AUTH PLAIN", 0, "334 more"},
	HANDOVER_UNTRUSTED, "C: AUTH PLAIN", "C: AUTH LOGIN"},
    {"AUTH PLAIN", "", NULL, {"AUTH PLAIN", 0, "250 fine"}, HANDOVER_UNTRUSTED,
	"C: AUTH PLAIN", NULL},
    {"AUTH PLAIN", "", NULL, {"AUTH PLAIN", 0, "what?"}, HANDOVER_UNREACHABLE,
	"C: AUTH PLAIN", NULL},
    {"AUTH PLAIN", "", NULL, {"AUTH PLAIN", 0, "454 4.7.0 later"},
	HANDOVER_UNREACHABLE, "C: AUTH PLAIN", NULL},
    {"AUTH PLAIN", "", NULL, {"AUTH PLAIN", 0, "432 4.7.12 too old"},
	HANDOVER_AUTH, "C: AUTH PLAIN", NULL},
    /* What SCRAM cannot carry, PLAIN does. */
    {"AUTH PLAIN SCRAM-SHA-256", "", "bell\x07", {NULL, 0, NULL}, HANDOVER_AUTH,
	"C: AUTH PLAIN A", "C: AUTH SCRAM"},
    {"AUTH SCRAM-SHA-256", "", "bell\x07", {NULL, 0, NULL}, HANDOVER_AUTH,
	"EHLO", "C: AUTH"},
    {"SIZE", "", NULL, {NULL, 0, NULL}, HANDOVER_AUTH, "EHLO", "C: AUTH"},
    {"AUTH CRAM-MD5 GSSAPI", "", NULL, {NULL, 0, NULL}, HANDOVER_AUTH, "EHLO",
	"C: AUTH"},
};

START_TEST(test_logins)
{
	struct smtp_behaviour b = {
	    .features = logins[_i].features,
	    .rules = {logins[_i].rule},
	};

	begin(&b);
	snprintf(runner.relay.mechanisms, sizeof(runner.relay.mechanisms), "%s",
	    logins[_i].mechanisms);
	if (logins[_i].password != NULL)
		ck_assert(secret_set(
		    &runner.relay.secret, view_of(logins[_i].password)));
	runner_start(&runner, NULL);
	hand("bob@example.net");
	runner_wait(&runner, 1);
	ck_assert_msg(runner.failed.failure == logins[_i].failure,
	    "failure %d, %s", (int)runner.failed.failure, runner.failed.reason);
	ck_assert_uint_eq(runner.done, logins[_i].failure == HANDOVER_FAILURES);
	ck_assert(smtp_server_heard(&server, logins[_i].heard));
	if (logins[_i].not_heard != NULL)
		ck_assert(!smtp_server_heard(&server, logins[_i].not_heard));
	if (logins[_i].failure != HANDOVER_FAILURES)
		ck_assert(!smtp_server_heard(&server, "C: MAIL"));
	end();
}
END_TEST

/* postern check: connects, authenticates, says so, quits. */
START_TEST(test_once)
{
	struct smtp_behaviour b = {.features = FULL, .starttls = true};

	begin(&b);
	runner.relay.once = true;
	runner.relay.trace = true;
	runner_start(&runner, NULL);
	runner_wait(&runner, 1);
	ck_assert(runner.ready && runner.ended);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_FAILURES);
	ck_assert(strstr(runner.trace, "S: 250-PIPELINING") != NULL);
	ck_assert(strstr(runner.trace, "C: AUTH PLAIN ...") != NULL);
	ck_assert(strstr(runner.trace, "T: TLS") != NULL);
	ck_assert(strstr(runner.trace, "AHdlYjF") == NULL);
	ck_assert_int_eq(runner_stop(&runner), 0);
	while (smtp_server_count(&server, "close") == 0)
		usleep(1000);
	ck_assert_uint_eq(smtp_server_count(&server, "C: QUIT"), 1);
	smtp_server_clear(&server);
}
END_TEST

START_TEST(test_settings)
{
	struct smtp_behaviour b = {.features = FULL};

	begin(&b);
	if (_i == 0)
		snprintf(runner.relay.url, sizeof(runner.relay.url),
		    "imaps://localhost");
	else
		snprintf(runner.relay.ca_file, sizeof(runner.relay.ca_file),
		    "/nonexistent/ca.pem");
	runner_start(&runner, NULL);
	runner_wait(&runner, 1);
	ck_assert_int_eq(runner.failed.failure, HANDOVER_SETTINGS);
	end();
}
END_TEST

TCase *
relay_session_tests(void)
{
	TCase *t = tcase_create("session");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_untrusted, 0, COUNT(untrusted));
	tcase_add_loop_test(t, test_logins, 0, COUNT(logins));
	tcase_add_test(t, test_once);
	tcase_add_loop_test(t, test_settings, 0, 2);
	return t;
}
