/* SPDX-License-Identifier: ISC */
/* Logins against a scripted server: a test for each row of the verdicts. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "flow/login.h"
#include "suite.h"
#include "wire/imap_cases.h"
#include "wire/server.h"

static struct pki *pki;
static char ca_path[] = "/tmp/postern-test-ca-XXXXXX";

/* One attempt as imap-check makes it; urls are separated by spaces. */
static void
attempt(const char *urls, const char *password, struct attempt_verdict *out)
{
	struct attempt_server server = {.timeout_ms = 20000};
	struct attempt_credentials c = {.user = USER};
	struct view rest = view_of(urls), url;
	struct login *l;
	struct error e;

	while (view_word(&rest, &url)) {
		ck_assert(view_copy(
		    url, server.urls[server.n_urls], sizeof(server.urls[0])));
		server.n_urls++;
	}
	snprintf(server.ca_file, sizeof(server.ca_file), "%s", ca_path);
	ck_assert(secret_set(&c.password, view_of(password)));
	ck_assert_msg(
	    login_new(&server, NULL, NULL, &l, &e) == ERROR_NONE, "%s", e.text);
	login_begin(l);
	login_finish(l, &c, out);
	login_free(&l);
}

static void
check_wire(const struct wire_case *c, struct buf *log)
{
	bool shown = server_log_contains(log, PLAIN) ||
	    server_log_contains(log, LOGIN) ||
	    server_log_contains(log, PASSWORD);

	ck_assert_msg(
	    !server_log_has(log, "mismatch"), "%s: %s", c->name, buf_str(log));
	ck_assert_msg(shown == c->sent, "%s: the password %s: %s", c->name,
	    shown ? "was on the wire" : "was not sent", buf_str(log));
	/* What was not verified hears nothing at all. */
	if (c->verdict == VERDICT_UNTRUSTED)
		ck_assert_msg(
		    !server_log_contains(log, "AUTHENTICATE"), "%s", c->name);
}

START_TEST(gives_verdicts)
{
	const struct wire_case *c = &imap_cases[_i];
	struct attempt_verdict v;
	struct server s;
	struct buf log;
	char url[80];

	server_start(&s, pki, c->kind, c->script);
	snprintf(url, sizeof(url), "%s://" PKI_HOST ":%d", c->scheme, s.port);
	attempt(url, PASSWORD, &v);
	buf_init(&log, 1 << 20);
	server_finish(&s, &log);
	ck_assert_msg(v.verdict == c->verdict, "%s: %s, not %s: %s", c->name,
	    verdict_row(v.verdict)->name, verdict_row(c->verdict)->name, v.log);
	ck_assert_msg(strstr(v.log, c->log) != NULL, "%s: \"%s\" is not in %s",
	    c->name, c->log, v.log);
	ck_assert_str_eq(v.person, c->person != NULL ? c->person : "");
	check_wire(c, &log);
	buf_clear(&log);
}
END_TEST

/* A port where the kernel accepts and nobody ever says a word. */
static int
listen_silently(int *port_out)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t n = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, n), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&sa, &n), 0);
	*port_out = ntohs(sa.sin_port);
	return fd;
}

/* A server that hangs leaves the next one its share of the time. */
START_TEST(goes_on_behind_a_silent_server)
{
	static const char *const script[] = {
	    "T", HELLO, AUTH, "S %t OK in", "E", NULL};
	struct attempt_server servers = {.n_urls = 2, .timeout_ms = 4000};
	struct attempt_credentials c = {.user = USER};
	struct attempt_verdict v;
	struct server s;
	struct login *l;
	struct error e;
	struct buf log;
	int port, silent = listen_silently(&port);

	server_start(&s, pki, PKI_GOOD, script);
	for (unsigned i = 0; i < 2; i++)
		snprintf(servers.urls[i], sizeof(servers.urls[i]),
		    "imaps://" PKI_HOST ":%d", i == 0 ? port : s.port);
	snprintf(servers.ca_file, sizeof(servers.ca_file), "%s", ca_path);
	ck_assert(secret_set(&c.password, view_of(PASSWORD)));
	ck_assert_int_eq(login_new(&servers, NULL, NULL, &l, &e), ERROR_NONE);
	login_begin(l);
	login_finish(l, &c, &v);
	login_free(&l);
	close(silent);
	ck_assert_msg(v.verdict == VERDICT_SUCCESS, "%s", v.log);
	buf_init(&log, 1 << 20);
	server_finish(&s, &log);
	buf_clear(&log);
}
END_TEST

/* Two servers: what the first one does, and whether the second is asked. */
static const struct {
	const char *name;
	enum pki_kind kind;
	enum verdict verdict;
	bool second;
	const char *script[8];
} pairs[] = {
    {"the first is unreachable", PKI_GOOD, VERDICT_SUCCESS, true, {"T", NULL}},
    {"the first says BYE", PKI_GOOD, VERDICT_SUCCESS, true,
	{"T", "S * BYE", "E", NULL}},
    {"the first refuses", PKI_GOOD, VERDICT_REFUSED, false,
	{"T", HELLO, AUTH, "S %t NO no", "E", NULL}},
    {"the first is busy", PKI_GOOD, VERDICT_BUSY, false,
	{"T", HELLO, AUTH, "S %t NO [UNAVAILABLE] no", "E", NULL}},
    {"the first leaves with the password", PKI_GOOD, VERDICT_UNREACHABLE, false,
	{"T", HELLO, AUTH, NULL}},
    {"the first is not trusted", PKI_WRONG_NAME, VERDICT_UNTRUSTED, false,
	{"T", "E", NULL}},
    {"the first misbehaves", PKI_GOOD, VERDICT_VIOLATION, false,
	{"T", "S * PREAUTH", "E", NULL}},
};

START_TEST(asks_the_next_when_one_is_unreachable)
{
	static const char *const good[] = {
	    "T", HELLO, AUTH, "S %t OK in", "E", NULL};
	struct attempt_verdict v;
	struct server first, second;
	struct buf log;
	char urls[160];

	buf_init(&log, 1 << 20);
	server_start(&first, pki, pairs[_i].kind, pairs[_i].script);
	server_start(&second, pki, PKI_GOOD, good);
	snprintf(urls, sizeof(urls),
	    "imaps://127.0.0.1:%d imaps://127.0.0.1:%d", first.port,
	    second.port);
	attempt(urls, PASSWORD, &v);
	ck_assert_msg(
	    v.verdict == pairs[_i].verdict, "%s: %s", pairs[_i].name, v.log);
	server_finish(&first, &log);
	ck_assert_msg(!server_log_has(&log, "mismatch"), "%s", buf_str(&log));
	if (pairs[_i].second)
		server_finish(&second, &log);
	else
		ck_assert_msg(
		    !server_was_reached(&second), "%s", pairs[_i].name);
	buf_clear(&log);
}
END_TEST

START_TEST(heeds_its_time)
{
	static const char *const silent[] = {"T", "E", NULL};
	struct attempt_server server = {.n_urls = 1, .timeout_ms = 300};
	struct attempt_credentials c = {.user = USER};
	struct attempt_verdict v;
	struct server s;
	struct login *l;
	struct error e;
	struct buf log;

	buf_init(&log, 1 << 20);
	server_start(&s, pki, PKI_GOOD, silent);
	snprintf(server.urls[0], sizeof(server.urls[0]), "imaps://127.0.0.1:%d",
	    s.port);
	snprintf(server.ca_file, sizeof(server.ca_file), "%s", ca_path);
	secret_set(&c.password, view_of(PASSWORD));
	ck_assert_int_eq(login_new(&server, NULL, NULL, &l, &e), ERROR_NONE);
	ck_assert_int_eq(login_begin(l), ERROR_LATER);
	login_finish(l, &c, &v);
	ck_assert_int_eq(v.verdict, VERDICT_UNREACHABLE);
	ck_assert_ptr_nonnull(strstr(v.log, "in time"));
	login_free(&l);
	server_finish(&s, &log);
	buf_clear(&log);
}
END_TEST

static void
set_up(void)
{
	int fd = mkstemp(ca_path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	pki = pki_new();
	pki_save_ca(pki, ca_path);
}

static void
tear_down(void)
{
	unlink(ca_path);
	pki_free(pki);
}

int
main(void)
{
	Suite *suite = suite_create("imap");
	TCase *verdicts = tcase_create("verdicts");

	tcase_add_unchecked_fixture(verdicts, set_up, tear_down);
	tcase_set_timeout(verdicts, 30);
	tcase_add_loop_test(verdicts, gives_verdicts, 0, (int)imap_n_cases);
	tcase_add_test(verdicts, goes_on_behind_a_silent_server);
	tcase_add_loop_test(verdicts, asks_the_next_when_one_is_unreachable, 0,
	    (int)COUNT(pairs));
	tcase_add_test(verdicts, heeds_its_time);
	suite_add_tcase(suite, verdicts);
	return suite_run(&suite, 1);
}
