/* SPDX-License-Identifier: ISC */
/* Logins over POP3 against a scripted server: a test for each verdict. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "wire/login_case.h"
#include "wire/server.h"

START_TEST(gives_verdicts)
{
	wire_check_case(&pop_cases[_i / 2], _i % 2 ? USER : "");
}
END_TEST

/* Passwords around the longest that PASS carries, and that AUTH carries. */
static const struct {
	const char *capabilities;
	int n;
	bool takes;
	const char *script[8];
} lengths[] = {
    {"USER", 248, true, {"c USER", "S +OK", "c PASS ", "S +OK in"}},
    {"USER", 249, false, {"c QUIT"}},
    /* Base64 of it, "AUTH PLAIN " and CRLF: 253, then 257. */
    {"SASL PLAIN", 160, true, {"c AUTH PLAIN AGFsa", "S +OK in"}},
    {"SASL PLAIN", 163, true, {"c AUTH PLAIN", "S + ", "c AGFsa", "S +OK in"}},
    {"SASL PLAIN", LIMIT_PASSWORD, true,
	{"c AUTH PLAIN", "S + ", "c AGFsa", "S +OK in"}},
};

START_TEST(keeps_commands_short)
{
	const char *script[14] = {"T", "S +OK", "c CAPA"};
	char url[80], capa[80], password[LIMIT_PASSWORD + 1] = "";
	struct attempt_verdict v;
	struct server s;
	struct buf log;
	struct view all, line;

	snprintf(capa, sizeof(capa), "s +OK\r\n%s\r\n.\r\n",
	    lengths[_i].capabilities);
	script[3] = capa;
	for (int i = 0; i < 8 && lengths[_i].script[i] != NULL; i++)
		script[4 + i] = lengths[_i].script[i];
	memset(password, 'p', (size_t)lengths[_i].n);
	server_start(&s, wire_pki(), PKI_GOOD, script);
	snprintf(url, sizeof(url), "pop3s://" PKI_HOST ":%d", s.port);
	wire_attempt(url, password, &v);
	buf_init(&log, 1 << 20);
	server_finish(&s, &log);
	ck_assert_msg(!server_log_has(&log, "mismatch"), "%s", buf_str(&log));
	ck_assert_msg(v.verdict ==
		(lengths[_i].takes ? VERDICT_SUCCESS : VERDICT_UNREACHABLE),
	    "%s", v.log);
	all = buf_view(&log);
	while (view_split(&all, '\n', &line))
		if (view_starts(line, "C: AUTH") ||
		    view_starts(line, "C: PASS"))
			ck_assert_uint_le(line.n, 3 + 253);
	buf_clear(&log);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pop");
	TCase *verdicts = tcase_create("verdicts");

	tcase_add_unchecked_fixture(verdicts, wire_set_up, wire_tear_down);
	tcase_set_timeout(verdicts, 60);
	tcase_add_loop_test(verdicts, gives_verdicts, 0, 2 * (int)pop_n_cases);
	tcase_add_loop_test(
	    verdicts, keeps_commands_short, 0, (int)COUNT(lengths));
	suite_add_tcase(suite, verdicts);
	return suite_run(&suite, 1);
}
