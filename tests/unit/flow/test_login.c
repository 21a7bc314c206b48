/* SPDX-License-Identifier: ISC */
/* Tests of flow/login that need no server. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "flow/login.h"
#include "flow/suites.h"

static const enum verdict verdicts[ERROR_CODES] = {
    [ERROR_NONE] = VERDICT_SUCCESS,
    [ERROR_DENIED] = VERDICT_REFUSED,
    [ERROR_LATER] = VERDICT_UNREACHABLE,
    [ERROR_REFUSED] = VERDICT_UNREACHABLE,
    [ERROR_PROTOCOL] = VERDICT_VIOLATION,
    [ERROR_UNTRUSTED] = VERDICT_UNTRUSTED,
    [ERROR_SETTINGS] = VERDICT_SETTINGS,
    [ERROR_INPUT] = VERDICT_EMPTY,
    [ERROR_NOTFOUND] = VERDICT_INTERNAL,
    [ERROR_EXISTS] = VERDICT_INTERNAL,
    [ERROR_SYSTEM] = VERDICT_INTERNAL,
    [ERROR_LIMIT] = VERDICT_VIOLATION,
    [ERROR_MEMORY] = VERDICT_MEMORY,
    [ERROR_BUG] = VERDICT_INTERNAL,
};

START_TEST(maps_every_error)
{
	for (int code = 0; code < ERROR_CODES; code++) {
		enum verdict v = login_verdict_of((enum error_code)code);

		ck_assert_msg(v == verdicts[code], "%s",
		    error_name((enum error_code)code));
		ck_assert((v == VERDICT_SUCCESS) == (code == ERROR_NONE));
	}
	ck_assert_int_eq(
	    login_verdict_of((enum error_code)ERROR_CODES), VERDICT_INTERNAL);
}
END_TEST

static const struct {
	const char *url;
	const char *ca_file;
	const char *what;
} settings[] = {
    {"imaps://localhost", "/nonexistent/ca.pem", "/nonexistent/ca.pem"},
    {"http://localhost", "", "http://localhost"},
    {"submission://localhost", "", "submission://localhost"},
    {"", "", "\"\""},
};

START_TEST(refuses_settings)
{
	for (size_t i = 0; i < COUNT(settings); i++) {
		struct attempt_server server = {.n_urls = 1};
		struct login *l;
		struct error e;

		snprintf(server.urls[0], sizeof(server.urls[0]), "%s",
		    settings[i].url);
		snprintf(server.ca_file, sizeof(server.ca_file), "%s",
		    settings[i].ca_file);
		ck_assert_int_eq(
		    login_new(&server, NULL, NULL, &l, &e), ERROR_SETTINGS);
		ck_assert_ptr_null(l);
		ck_assert_msg(
		    strstr(e.text, settings[i].what) != NULL, "%s", e.text);
	}
}
END_TEST

START_TEST(wants_a_server)
{
	struct attempt_server server = {.n_urls = 0};
	struct login *l;
	struct error e;

	ck_assert_int_eq(
	    login_new(&server, NULL, NULL, &l, &e), ERROR_SETTINGS);
}
END_TEST

Suite *
login_suite(void)
{
	const TTest *const tests[] = {
	    maps_every_error, refuses_settings, wants_a_server};

	return SUITE_OF("login", tests);
}
