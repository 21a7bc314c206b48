/* SPDX-License-Identifier: ISC */
/* Logins with several servers, of both protocols, and with time going by. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "suite.h"
#include "wire/login_case.h"
#include "wire/server.h"

#define PATIENCE_MS 60000
#define IMAP_HELLO "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready"
#define IMAP_AUTH "C AUTHENTICATE PLAIN " PLAIN
#define POP_HELLO "S +OK", "c CAPA", "s +OK\r\nSASL PLAIN\r\n.\r\n"
#define POP_AUTH "c AUTH PLAIN " PLAIN

/* What is enough for the handshakes that a test waits for. */
static uint64_t
patience(uint64_t ms)
{
	return suite_in_valgrind() ? 10 * ms : ms;
}

static const char *const good_imap[] = {
    "T", IMAP_HELLO, IMAP_AUTH, "S %t OK in", "E", NULL};
static const char *const good_pop[] = {
    "T", POP_HELLO, POP_AUTH, "S +OK in", "E", NULL};

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

/* Ends the server, which must have heard what its script says. */
static void
finish(struct server *s)
{
	struct buf log;

	buf_init(&log, 1 << 20);
	server_finish(s, &log);
	ck_assert_msg(!server_log_has(&log, "mismatch"), "%s", buf_str(&log));
	buf_clear(&log);
}

/* A server that hangs leaves the next one its share of the time. */
START_TEST(goes_on_behind_a_silent_server)
{
	struct attempt_server server;
	struct attempt_verdict v;
	struct server s;
	struct login *l;
	char urls[160];
	int port, silent = listen_silently(&port);

	server_start(&s, wire_pki(), PKI_GOOD, good_pop);
	snprintf(urls, sizeof(urls),
	    "imaps://127.0.0.1:%d pop3s://127.0.0.1:%d", port, s.port);
	l = wire_login(urls, &server, patience(4000));
	login_begin(l);
	wire_finish(l, PASSWORD, &v);
	close(silent);
	ck_assert_msg(v.verdict == VERDICT_SUCCESS, "%s", v.log);
	finish(&s);
}
END_TEST

/* Two servers: what the first one does, and whether the second is asked. */
static const struct {
	const char *name, *first, *second;
	enum pki_kind kind;
	enum verdict verdict;
	bool asked;
	const char *script[8];
} pairs[] = {
    {"unreachable", "imaps", "imaps", PKI_GOOD, VERDICT_SUCCESS, true,
	{"T", NULL}},
    {"BYE", "imaps", "pop3s", PKI_GOOD, VERDICT_SUCCESS, true,
	{"T", "S * BYE", "E", NULL}},
    {"unreachable", "pop3s", "imaps", PKI_GOOD, VERDICT_SUCCESS, true,
	{"T", NULL}},
    {"-ERR as a greeting", "pop3s", "pop3s", PKI_GOOD, VERDICT_SUCCESS, true,
	{"T", "S -ERR [SYS/TEMP] full", "E", NULL}},
    {"refused", "imaps", "pop3s", PKI_GOOD, VERDICT_REFUSED, false,
	{"T", IMAP_HELLO, IMAP_AUTH, "S %t NO no", "E", NULL}},
    {"refused", "pop3s", "imaps", PKI_GOOD, VERDICT_REFUSED, false,
	{"T", POP_HELLO, POP_AUTH, "S -ERR no", "E", NULL}},
    {"busy", "imaps", "imaps", PKI_GOOD, VERDICT_BUSY, false,
	{"T", IMAP_HELLO, IMAP_AUTH, "S %t NO [UNAVAILABLE] no", "E", NULL}},
    {"busy", "pop3s", "imaps", PKI_GOOD, VERDICT_BUSY, false,
	{"T", POP_HELLO, POP_AUTH, "S -ERR [SYS/TEMP] no", "E", NULL}},
    {"leaves with the password", "imaps", "imaps", PKI_GOOD,
	VERDICT_UNREACHABLE, false, {"T", IMAP_HELLO, IMAP_AUTH, NULL}},
    {"leaves with the password", "pop3s", "imaps", PKI_GOOD,
	VERDICT_UNREACHABLE, false, {"T", POP_HELLO, POP_AUTH, NULL}},
    {"not trusted", "imaps", "pop3s", PKI_WRONG_NAME, VERDICT_UNTRUSTED, false,
	{"T", "E", NULL}},
    {"misbehaves", "imaps", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	{"T", "S * PREAUTH", "E", NULL}},
    {"misbehaves", "pop3s", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	{"T", "S * PREAUTH", "E", NULL}},
};

static const char *const *
good_script(const char *scheme)
{
	return strcmp(scheme, "imaps") == 0 ? good_imap : good_pop;
}

START_TEST(asks_the_next_when_one_is_unreachable)
{
	struct attempt_verdict v;
	struct server first, second;
	char urls[160];

	server_start(&first, wire_pki(), pairs[_i].kind, pairs[_i].script);
	server_start(
	    &second, wire_pki(), PKI_GOOD, good_script(pairs[_i].second));
	snprintf(urls, sizeof(urls), "%s://127.0.0.1:%d %s://127.0.0.1:%d",
	    pairs[_i].first, first.port, pairs[_i].second, second.port);
	wire_attempt(urls, PASSWORD, &v);
	ck_assert_msg(
	    v.verdict == pairs[_i].verdict, "%s: %s", pairs[_i].name, v.log);
	finish(&first);
	if (pairs[_i].asked)
		finish(&second);
	else
		ck_assert_msg(
		    !server_was_reached(&second), "%s", pairs[_i].name);
}
END_TEST

/* What a server does while the password is typed; it has come by then. */
#define SCRAM_HELLO \
	"S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi"
#define SCRAM_FIRST "C AUTHENTICATE SCRAM-SHA-256 ", "S + cj1h"

static const struct {
	const char *name, *scheme;
	enum verdict verdict;
	bool again; /* it ends, is connected to once more, and is good then */
	const char *script[8];
} meanwhile[] = {
    {"closes", "imaps", VERDICT_SUCCESS, true, {"T", IMAP_HELLO, NULL}},
    {"closes", "pop3s", VERDICT_SUCCESS, true, {"T", POP_HELLO, NULL}},
    {"says BYE", "imaps", VERDICT_SUCCESS, true,
	{"T", IMAP_HELLO, "S * BYE too slow", NULL}},
    {"says -ERR", "pop3s", VERDICT_SUCCESS, true,
	{"T", POP_HELLO, "S -ERR too slow", NULL}},
    {"answers what was not sent", "imaps", VERDICT_VIOLATION, false,
	{"T", "s * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n",
	    "S x OK in", "E", NULL}},
    {"answers what was not sent", "pop3s", VERDICT_VIOLATION, false,
	{"T", POP_HELLO, "S +OK in", "E", NULL}},
    /* While it waits for SCRAM's proof. */
    {"closes", "imaps", VERDICT_SUCCESS, true,
	{"T", SCRAM_HELLO, SCRAM_FIRST, NULL}},
    {"says BYE", "imaps", VERDICT_SUCCESS, true,
	{"T", SCRAM_HELLO, SCRAM_FIRST, "S * BYE too slow", NULL}},
    {"says NO", "imaps", VERDICT_SUCCESS, true,
	{"T", SCRAM_HELLO, SCRAM_FIRST, "S %t NO too slow", NULL}},
    {"says OK", "imaps", VERDICT_SUCCESS, true,
	{"T", SCRAM_HELLO, SCRAM_FIRST, "S %t OK in", NULL}},
    {"says -ERR", "pop3s", VERDICT_SUCCESS, true,
	{"T", "S +OK hi", "c CAPA", "s +OK\r\nSASL SCRAM-SHA-256\r\n.\r\n",
	    "c AUTH SCRAM-SHA-256 ", "S + cj1h", "S -ERR too slow", NULL}},
    {"waits", "imaps", VERDICT_SUCCESS, false,
	{"T", IMAP_HELLO, IMAP_AUTH, "S %t OK in", "E", NULL}},
    {"waits", "pop3s", VERDICT_SUCCESS, false,
	{"T", POP_HELLO, POP_AUTH, "S +OK in", "E", NULL}},
};

START_TEST(connects_again_while_nothing_was_sent)
{
	struct attempt_server server;
	struct attempt_verdict v;
	struct server s;
	struct login *l;
	char url[80];

	server_start(&s, wire_pki(), PKI_GOOD, meanwhile[_i].script);
	snprintf(url, sizeof(url), "%s://127.0.0.1:%d", meanwhile[_i].scheme,
	    s.port);
	wire_expect(USER);
	l = wire_login(url, &server, PATIENCE_MS);
	ck_assert_int_eq(login_begin(l), ERROR_NONE);
	if (meanwhile[_i].again)
		server_again(&s, wire_pki(), PKI_GOOD,
		    good_script(meanwhile[_i].scheme));
	wire_finish(l, PASSWORD, &v);
	ck_assert_msg(v.verdict == meanwhile[_i].verdict, "%s: %s",
	    meanwhile[_i].name, v.log);
	finish(&s);
}
END_TEST

START_TEST(logs_nobody_else_in)
{
	static const char *const script[] = {
	    "T", SCRAM_HELLO, SCRAM_FIRST, "E", NULL};
	struct attempt_server server;
	struct attempt_verdict v;
	struct server s;
	struct login *l;
	char url[80];

	server_start(&s, wire_pki(), PKI_GOOD, script);
	snprintf(url, sizeof(url), "imaps://127.0.0.1:%d", s.port);
	wire_expect("bob@example.test");
	l = wire_login(url, &server, PATIENCE_MS);
	ck_assert_int_eq(login_begin(l), ERROR_NONE);
	wire_finish(l, PASSWORD, &v);
	ck_assert_int_eq(v.verdict, VERDICT_INTERNAL);
	finish(&s);
}
END_TEST

/* Once: a server that always closes is no reason to go on for ever. */
START_TEST(connects_again_only_once)
{
	static const char *const closes[] = {"T", IMAP_HELLO, NULL};
	struct attempt_server server;
	struct attempt_verdict v;
	struct server s;
	struct login *l;
	char url[80];

	server_start(&s, wire_pki(), PKI_GOOD, closes);
	snprintf(url, sizeof(url), "imaps://127.0.0.1:%d", s.port);
	l = wire_login(url, &server, PATIENCE_MS);
	ck_assert_int_eq(login_begin(l), ERROR_NONE);
	server_again(&s, wire_pki(), PKI_GOOD, closes);
	wire_finish(l, PASSWORD, &v);
	ck_assert_msg(v.verdict == VERDICT_UNREACHABLE, "%s", v.log);
	ck_assert_ptr_nonnull(strstr(v.log, url));
	finish(&s);
}
END_TEST

/* While one was dying, another may have come up. */
START_TEST(connects_again_to_whichever_serves)
{
	static const char *const closes[] = {"T", IMAP_HELLO, NULL};
	struct attempt_server server;
	struct attempt_verdict v;
	struct server first, second;
	struct login *l;
	char urls[160];

	server_start(&first, wire_pki(), PKI_GOOD, closes);
	server_start(&second, wire_pki(), PKI_GOOD, good_pop);
	snprintf(urls, sizeof(urls),
	    "imaps://127.0.0.1:%d pop3s://127.0.0.1:%d", first.port,
	    second.port);
	l = wire_login(urls, &server, PATIENCE_MS);
	ck_assert_int_eq(login_begin(l), ERROR_NONE);
	finish(&first);
	wire_finish(l, PASSWORD, &v);
	ck_assert_msg(v.verdict == VERDICT_SUCCESS, "%s", v.log);
	ck_assert_ptr_nonnull(strstr(v.log, "pop3s://"));
	finish(&second);
}
END_TEST

START_TEST(heeds_its_time)
{
	static const char *const silent[] = {"T", "E", NULL};
	const char *scheme = _i == 0 ? "imaps" : "pop3s";
	struct attempt_server server;
	struct attempt_verdict v;
	struct server s;
	struct login *l;
	char url[80];

	server_start(&s, wire_pki(), PKI_GOOD, silent);
	snprintf(url, sizeof(url), "%s://127.0.0.1:%d", scheme, s.port);
	l = wire_login(url, &server, patience(500));
	ck_assert_int_eq(login_begin(l), ERROR_LATER);
	wire_finish(l, PASSWORD, &v);
	ck_assert_int_eq(v.verdict, VERDICT_UNREACHABLE);
	ck_assert_ptr_nonnull(strstr(v.log, "in time"));
	finish(&s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("servers");
	TCase *all = tcase_create("all");

	tcase_add_unchecked_fixture(all, wire_set_up, wire_tear_down);
	tcase_set_timeout(all, 60);
	tcase_add_test(all, goes_on_behind_a_silent_server);
	tcase_add_loop_test(
	    all, asks_the_next_when_one_is_unreachable, 0, (int)COUNT(pairs));
	tcase_add_test(all, logs_nobody_else_in);
	tcase_add_loop_test(all, connects_again_while_nothing_was_sent, 0,
	    (int)COUNT(meanwhile));
	tcase_add_test(all, connects_again_only_once);
	tcase_add_test(all, connects_again_to_whichever_serves);
	tcase_add_loop_test(all, heeds_its_time, 0, 2);
	suite_add_tcase(suite, all);
	return suite_run(&suite, 1);
}
