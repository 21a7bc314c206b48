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
#include "wire/server.h"

#define USER "alice@example.test"
#define PASSWORD "wonder land"
/* The password as PLAIN and LOGIN carry it. */
#define PLAIN "AGFsaWNlQGV4YW1wbGUudGVzdAB3b25kZXIgbGFuZA=="
#define LOGIN "d29uZGVyIGxhbmQ="

/* Most scripts begin like this. */
#define HELLO "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready"
#define AUTH "C AUTHENTICATE PLAIN " PLAIN
#define UPGRADE "S * OK hello", "C STARTTLS", "S %t OK begin", "T"
#define ASKED "C CAPABILITY"

static struct pki *pki;
static char ca_path[] = "/tmp/postern-test-ca-XXXXXX";

struct wire_case {
	const char *name;
	const char *scheme;
	enum pki_kind kind;
	enum verdict verdict;
	bool sent;          /* the password, or a proof, may be on the wire */
	const char *log;    /* a part of the verdict's log line */
	const char *person; /* what is shown; NULL for nothing */
	const char *script[16];
};

static const struct wire_case cases[] = {
    {"plain", "imaps", PKI_GOOD, VERDICT_SUCCESS, true, "accepted", NULL,
	{"T", HELLO, AUTH, "S %t OK in", "C LOGOUT", "E", NULL}},
    {"capability asked for", "imaps", PKI_GOOD, VERDICT_SUCCESS, true,
	"accepted", NULL,
	{"T", "S * OK hello", ASKED, "s * CAPABILITY IMAP4rev2 AUTH=PLAIN\r\n",
	    "S %t OK", AUTH, "S %t OK in", "E", NULL}},
    {"no initial response", "imaps", PKI_GOOD, VERDICT_SUCCESS, true,
	"accepted", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi",
	    "C AUTHENTICATE PLAIN", "S + ", "c " PLAIN, "S %t OK in", "E",
	    NULL}},
    {"login mechanism", "imaps", PKI_GOOD, VERDICT_SUCCESS, true, "accepted",
	NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=LOGIN] hi",
	    "C AUTHENTICATE LOGIN", "S + VXNlcm5hbWU6",
	    "c YWxpY2VAZXhhbXBsZS50ZXN0", "S + UGFzc3dvcmQ6", "c " LOGIN,
	    "S %t OK in", "E", NULL}},
    {"login command", "imaps", PKI_GOOD, VERDICT_SUCCESS, true, "accepted",
	NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1] hi",
	    "C LOGIN \"" USER "\" \"" PASSWORD "\"", "S %t OK in", "E", NULL}},
    {"scram-sha-256", "imaps", PKI_GOOD, VERDICT_SUCCESS, false, "accepted",
	NULL,
	{"T",
	    "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=SCRAM-SHA-1 "
	    "AUTH=SCRAM-SHA-256] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ", "A " USER " " PASSWORD, "C LOGOUT",
	    "E", NULL}},
    {"scram-sha-1 without initial response", "imap", PKI_GOOD, VERDICT_SUCCESS,
	false, "accepted", NULL,
	{UPGRADE, ASKED, "S * CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-1", "S %t OK",
	    "C AUTHENTICATE SCRAM-SHA-1", "A " USER " " PASSWORD, "C LOGOUT",
	    "E", NULL}},
    {"scram, a server that loses the line sent ahead", "imaps", PKI_GOOD,
	VERDICT_SUCCESS, false, "accepted", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ", "a " USER " " PASSWORD, "C LOGOUT",
	    "E", NULL}},
    {"scram, wrong password", "imaps", PKI_GOOD, VERDICT_REFUSED, false,
	"AUTHENTICATIONFAILED", NULL,
	{"T",
	    "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 "
	    "AUTH=PLAIN] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ", "A " USER " another", "E", NULL}},
    {"scram, OK without a proof", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	"before the exchange is over", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ", "S %t OK come in", "E", NULL}},
    {"scram, endless iterations", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	"number of iterations", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ",
	    /* r=x,s=c2FsdA==,i=2147483647 */
	    "S + cj14LHM9YzJGc2RBPT0saT0yMTQ3NDgzNjQ3", "E", NULL}},
    {"scram refused, then plain", "imaps", PKI_GOOD, VERDICT_SUCCESS, true,
	"accepted", NULL,
	{"T",
	    "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 "
	    "AUTH=PLAIN] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ", "S %t NO not for you", AUTH,
	    "S %t OK in", "E", NULL}},
    {"scram refused as expired, then plain", "imaps", PKI_GOOD, VERDICT_SUCCESS,
	true, "accepted", NULL,
	{"T",
	    "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 "
	    "AUTH=PLAIN] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ", "S %t NO [EXPIRED] too old", AUTH,
	    "S %t OK in", "E", NULL}},
    {"scram refused as BAD, then plain refused", "imaps", PKI_GOOD,
	VERDICT_REFUSED, true, "NO wrong", NULL,
	{"T",
	    "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256 "
	    "AUTH=PLAIN] hi",
	    "C AUTHENTICATE SCRAM-SHA-256 ", "S %t BAD what?", AUTH,
	    "S %t NO wrong", "E", NULL}},
    {"starttls", "imap", PKI_GOOD, VERDICT_SUCCESS, true, "accepted", NULL,
	{UPGRADE, ASKED, "S * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN",
	    "S %t OK", AUTH, "S %t OK in", "E", NULL}},
    {"an ALERT from before TLS", "imap", PKI_GOOD, VERDICT_REFUSED, true,
	"NO no", NULL,
	{"s * OK [ALERT] call this number\r\n", "S * NO [ALERT] now",
	    "C STARTTLS", "S %t OK [ALERT] and pay", "T", ASKED,
	    "S * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN", "S %t OK", AUTH,
	    "S %t NO no", "E", NULL}},
    {"capabilities from before TLS", "imap", PKI_GOOD, VERDICT_SUCCESS, true,
	"accepted", NULL,
	{"S * OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-1 LOGINDISABLED] hi",
	    "C STARTTLS", "S %t OK", "T", ASKED,
	    "S * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN", "S %t OK", AUTH,
	    "S %t OK in", "E", NULL}},

    /* Refusals, by their code. */
    {"NO", "imaps", PKI_GOOD, VERDICT_REFUSED, true, "NO no", NULL,
	{"T", HELLO, AUTH, "S %t NO no", "E", NULL}},
    {"AUTHENTICATIONFAILED", "imaps", PKI_GOOD, VERDICT_REFUSED, true,
	"[AUTHENTICATIONFAILED]", NULL,
	{"T", HELLO, AUTH, "S %t NO [AUTHENTICATIONFAILED] no", "E", NULL}},
    {"AUTHORIZATIONFAILED", "imaps", PKI_GOOD, VERDICT_REFUSED, true,
	"does not let", NULL,
	{"T", HELLO, AUTH, "S %t NO [AUTHORIZATIONFAILED] no", "E", NULL}},
    {"EXPIRED", "imaps", PKI_GOOD, VERDICT_REFUSED, true, "has expired",
	"too old\\x1b", /* escaped */
	{"T", HELLO, AUTH, "S %t NO [EXPIRED] too old\033", "E", NULL}},
    {"CONTACTADMIN", "imaps", PKI_GOOD, VERDICT_REFUSED, true,
	"provider must be asked", NULL,
	{"T", HELLO, AUTH, "S %t NO [CONTACTADMIN] no", "E", NULL}},
    {"ALERT", "imaps", PKI_GOOD, VERDICT_REFUSED, true, "[ALERT]",
	"Application-specific password required",
	{"T", HELLO, AUTH,
	    "S %t NO [ALERT] Application-specific password required", "E",
	    NULL}},
    {"an untagged ALERT", "imaps", PKI_GOOD, VERDICT_REFUSED, true, "NO no",
	"read the news",
	{"T", HELLO, AUTH, "s * NO [ALERT] read the news\r\n", "S %t NO no",
	    "E", NULL}},
    {"an unknown code", "imaps", PKI_GOOD, VERDICT_REFUSED, true,
	"NO [X-MOON] no", NULL,
	{"T", HELLO, AUTH, "S %t NO [X-MOON full] no", "E", NULL}},
    {"a referral", "imaps", PKI_GOOD, VERDICT_REFUSED, true, "REFERRAL", NULL,
	{"T", HELLO, AUTH, "S %t NO [REFERRAL imap://evil.test/] go there", "E",
	    NULL}},
    {"UNAVAILABLE", "imaps", PKI_GOOD, VERDICT_BUSY, true, "[UNAVAILABLE]",
	NULL, {"T", HELLO, AUTH, "S %t NO [UNAVAILABLE] later", "E", NULL}},
    {"INUSE", "imaps", PKI_GOOD, VERDICT_BUSY, true, "[INUSE]", NULL,
	{"T", HELLO, AUTH, "S %t NO [INUSE] later", "E", NULL}},
    {"LIMIT", "imaps", PKI_GOOD, VERDICT_BUSY, true, "[LIMIT]", NULL,
	{"T", HELLO, AUTH, "S %t NO [LIMIT] later", "E", NULL}},
    {"SERVERBUG", "imaps", PKI_GOOD, VERDICT_BUSY, true, "[SERVERBUG]", NULL,
	{"T", HELLO, AUTH, "S %t NO [SERVERBUG] oops", "E", NULL}},
    {"PRIVACYREQUIRED", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, true,
	"[PRIVACYREQUIRED]", NULL,
	{"T", HELLO, AUTH, "S %t NO [PRIVACYREQUIRED] no", "E", NULL}},

    /* The server goes away, or has nothing for us. */
    {"BYE as a greeting", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, false,
	"says good-bye: full", NULL, {"T", "S * BYE full", "E", NULL}},
    {"BYE before TLS", "imap", PKI_GOOD, VERDICT_UNREACHABLE, false,
	"says good-bye", NULL, {"S * BYE", "E", NULL}},
    {"BYE to the password", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, true,
	"says good-bye", NULL, {"T", HELLO, AUTH, "S * BYE", "E", NULL}},
    {"end before the greeting", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, false,
	"closed the connection", NULL, {"T", NULL}},
    {"end before TLS", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, false,
	"closed the connection", NULL, {NULL}},
    {"end instead of the reply", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, true,
	"closed the connection", NULL, {"T", HELLO, AUTH, NULL}},
    {"LOGINDISABLED", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, false,
	"LOGINDISABLED", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi", "C LOGOUT", "E",
	    NULL}},
    {"no mechanism in common", "imaps", PKI_GOOD, VERDICT_UNREACHABLE, false,
	"in common", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 AUTH=GSSAPI] hi", "C LOGOUT", "E",
	    NULL}},

    /* Trust. */
    {"expired", "imaps", PKI_EXPIRED, VERDICT_UNTRUSTED, false, "expired", NULL,
	{"T", HELLO, AUTH, "S %t OK in", "E", NULL}},
    {"not yet valid", "imaps", PKI_NOT_YET, VERDICT_UNTRUSTED, false,
	"not yet valid", NULL, {"T", HELLO, AUTH, "S %t OK in", "E", NULL}},
    {"self-signed", "imaps", PKI_SELF_SIGNED, VERDICT_UNTRUSTED, false,
	"self-signed", NULL, {"T", HELLO, AUTH, "S %t OK in", "E", NULL}},
    {"wrong name", "imaps", PKI_WRONG_NAME, VERDICT_UNTRUSTED, false,
	"not for the name", NULL, {"T", HELLO, AUTH, "S %t OK in", "E", NULL}},
    {"unknown authority", "imaps", PKI_UNKNOWN_CA, VERDICT_UNTRUSTED, false,
	"issuer certificate", NULL,
	{"T", HELLO, AUTH, "S %t OK in", "E", NULL}},
    {"a client's certificate", "imaps", PKI_CLIENT, VERDICT_UNTRUSTED, false,
	"purpose", NULL, {"T", HELLO, AUTH, "S %t OK in", "E", NULL}},
    {"wrong name behind STARTTLS", "imap", PKI_WRONG_NAME, VERDICT_UNTRUSTED,
	false, "not for the name", NULL,
	{UPGRADE, ASKED, "S * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN",
	    "S %t OK", AUTH, "S %t OK in", "E", NULL}},
    {"STARTTLS refused", "imap", PKI_GOOD, VERDICT_UNTRUSTED, false,
	"refuses TLS", NULL,
	{"S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", "C STARTTLS",
	    "S %t NO not here", "E", NULL}},
    {"STARTTLS stripped", "imap", PKI_GOOD, VERDICT_UNTRUSTED, false, "hides",
	NULL,
	{"S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", "C STARTTLS",
	    "S %t BAD unknown", "E", NULL}},
    {"no TLS at all", "imaps", PKI_GOOD, VERDICT_UNTRUSTED, false, "TLS with",
	NULL, {"S * OK hello", "E", NULL}},

    /* What no server may do. */
    {"PREAUTH", "imaps", PKI_GOOD, VERDICT_VIOLATION, false, "PREAUTH", NULL,
	{"T", "S * PREAUTH welcome alice", "E", NULL}},
    {"PREAUTH before TLS", "imap", PKI_GOOD, VERDICT_VIOLATION, false,
	"PREAUTH", NULL, {"S * PREAUTH welcome alice", "E", NULL}},
    {"PREAUTH later", "imaps", PKI_GOOD, VERDICT_VIOLATION, true, "PREAUTH",
	NULL, {"T", HELLO, AUTH, "S * PREAUTH fine", "E", NULL}},
    {"bytes behind STARTTLS's OK", "imap", PKI_GOOD, VERDICT_VIOLATION, false,
	"attack on STARTTLS", NULL,
	{"S * OK hi", "C STARTTLS", "s %t OK begin\r\n",
	    "S * CAPABILITY IMAP4rev1 AUTH=PLAIN", "T", "E", NULL}},
    {"a tagged reply before a command", "imap", PKI_GOOD, VERDICT_VIOLATION,
	false, "not sent", NULL, {"s * OK hi\r\n", "S a OK done", "E", NULL}},
    {"a tagged reply as a greeting", "imaps", PKI_GOOD, VERDICT_VIOLATION,
	false, "not sent", NULL, {"T", "S a1 OK hi", "E", NULL}},
    {"another tag", "imaps", PKI_GOOD, VERDICT_VIOLATION, true, "not sent",
	NULL, {"T", HELLO, AUTH, "S x OK in", "E", NULL}},
    {"a greeting that is none", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	"not a reply of IMAP", NULL, {"T", "S 220 smtp.test ESMTP", "E", NULL}},
    {"a greeting with NO", "imaps", PKI_GOOD, VERDICT_VIOLATION, false, "greet",
	NULL, {"T", "S * NO go away", "E", NULL}},
    {"a challenge too early", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	"unexpectedly", NULL, {"T", "S + password?", "E", NULL}},
    {"a literal", "imaps", PKI_GOOD, VERDICT_VIOLATION, true, "literal", NULL,
	{"T", HELLO, AUTH, "S * LIST () {5}", "E", NULL}},
    {"BAD to the password", "imaps", PKI_GOOD, VERDICT_VIOLATION, true,
	"could not read", NULL,
	{"T", HELLO, AUTH, "S %t BAD what?", "E", NULL}},
    {"a challenge after PLAIN", "imaps", PKI_GOOD, VERDICT_VIOLATION, true,
	"after the end", NULL, {"T", HELLO, AUTH, "S + more", "E", NULL}},
    {"NO [CANNOT] before the password", "imaps", PKI_GOOD, VERDICT_UNREACHABLE,
	false, "does not take this mechanism", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi",
	    "C AUTHENTICATE PLAIN", "S %t NO [CANNOT] not this way", "E",
	    NULL}},
    {"NO [AUTHENTICATIONFAILED] before the password", "imaps", PKI_GOOD,
	VERDICT_REFUSED, false, "AUTHENTICATIONFAILED", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi",
	    "C AUTHENTICATE PLAIN", "S %t NO [AUTHENTICATIONFAILED] no", "E",
	    NULL}},
    {"OK before the password", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	"before the exchange", NULL,
	{"T", "S * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi",
	    "C AUTHENTICATE PLAIN", "S %t OK come in", "E", NULL}},
    {"no capabilities", "imaps", PKI_GOOD, VERDICT_VIOLATION, false,
	"what it can do", NULL,
	{"T", "S * OK hi", ASKED, "S %t OK nothing", "E", NULL}},
};

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
	const struct wire_case *c = &cases[_i];
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
	tcase_add_loop_test(verdicts, gives_verdicts, 0, (int)COUNT(cases));
	tcase_add_test(verdicts, goes_on_behind_a_silent_server);
	tcase_add_loop_test(verdicts, asks_the_next_when_one_is_unreachable, 0,
	    (int)COUNT(pairs));
	tcase_add_test(verdicts, heeds_its_time);
	suite_add_tcase(suite, verdicts);
	return suite_run(&suite, 1);
}
