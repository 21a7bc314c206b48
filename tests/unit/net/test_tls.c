/* SPDX-License-Identifier: ISC */
/* Tests of net/tls, net/tls_session and the stream inside TLS. */
#include "config.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/connect.h"
#include "net/socket_bio.h"
#include "net/stream.h"
#include "net/suites.h"
#include "sys/io.h"
#include "sys/spawn.h"
#include "wire/server.h"

#define PATIENCE deadline_in(60000)

static struct pki *pki;
static char ca_path[] = "/tmp/postern-test-ca-XXXXXX";

static const struct {
	enum pki_kind kind;
	const char *url; /* who the peer should be */
	enum error_code code;
	const char *text;
} cases[] = {
    {PKI_GOOD, "imaps://" PKI_MAIL_HOST, ERROR_NONE, ""},
    {PKI_GOOD, "imaps://127.0.0.1", ERROR_NONE, ""},
    {PKI_GOOD, "imaps://[::1]", ERROR_NONE, ""},
    {PKI_GOOD, "imaps://192.0.2.1", ERROR_UNTRUSTED, "not for the name"},
    {PKI_GOOD, "imaps://mail.example.test", ERROR_UNTRUSTED, "not for"},
    {PKI_WILDCARD, "imaps://" PKI_MAIL_HOST, ERROR_NONE, ""},
    {PKI_WILDCARD, "imaps://mail.example.test", ERROR_UNTRUSTED, "not for"},
    {PKI_WILDCARD, "imaps://a." PKI_MAIL_HOST, ERROR_UNTRUSTED, "not for"},
    {PKI_PARTIAL, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "not for"},
    {PKI_COMMON_NAME, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "not for"},
    {PKI_WRONG_NAME, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "not for"},
    {PKI_EXPIRED, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "expired"},
    {PKI_NOT_YET, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "not yet"},
    {PKI_SELF_SIGNED, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "self-signed"},
    {PKI_UNKNOWN_CA, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "issuer"},
    {PKI_CLIENT, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "purpose"},
    {PKI_OLD, "imaps://" PKI_MAIL_HOST, ERROR_UNTRUSTED, "TLS with"},
};

static const char *const greeting[] = {"T", "S hello", "C x", "E", NULL};

static struct stream *
reach(const struct server *server)
{
	struct endpoint to;
	struct stream *s;
	struct error e;
	char url[40];

	snprintf(url, sizeof(url), "imaps://127.0.0.1:%d", server->port);
	ck_assert(endpoint_parse(view_of(url), &to));
	ck_assert_int_eq(
	    stream_new(connect_endpoint(&to, NULL, PATIENCE, &e), &s, &e),
	    ERROR_NONE);
	return s;
}

static void
finish(struct server *server, struct buf *log)
{
	buf_init(log, 1 << 20);
	server_finish(server, log);
}

START_TEST(verifies)
{
	struct tls *tls;
	struct server server;
	struct endpoint peer;
	struct view line;
	struct stream *s;
	struct buf log;
	struct error e;
	enum error_code code;

	ck_assert(endpoint_parse(view_of(cases[_i].url), &peer));
	server_start(&server, pki, cases[_i].kind, greeting);
	ck_assert_int_eq(tls_new(ca_path, &tls, &e), ERROR_NONE);
	s = reach(&server);
	error_clear(&e);
	code = stream_start_tls(s, tls, &peer, PATIENCE, &e);
	ck_assert_msg(
	    code == cases[_i].code && strstr(e.text, cases[_i].text) != NULL,
	    "%s: %s %s", cases[_i].url, error_name(code), e.text);
	ck_assert(stream_is_secure(s) == (code == ERROR_NONE));
	if (code == ERROR_NONE) {
		ck_assert_int_eq(
		    stream_read_line(s, &line, PATIENCE, &e), ERROR_NONE);
		ck_assert_view_eq(line, "hello");
		ck_assert(view_starts(view_of(stream_tls_text(s)), "TLSv1."));
	}
	stream_free(&s);
	tls_free(&tls);
	finish(&server, &log);
	ck_assert(server_log_has(&log, "tls up") == (code == ERROR_NONE));
	buf_clear(&log);
}
END_TEST

START_TEST(ignores_the_environment)
{
	struct tls *tls;
	struct server server;
	struct endpoint peer;
	struct stream *s;
	struct buf log;
	struct error e;

	/* Without a system store there is nothing that could be trusted. */
	setenv("SSL_CERT_FILE", ca_path, 1);
	setenv("SSL_CERT_DIR", "/tmp", 1);
	if (tls_new(NULL, &tls, &e) == ERROR_SETTINGS)
		return;
	ck_assert(endpoint_parse(view_of("imaps://127.0.0.1"), &peer));
	server_start(&server, pki, PKI_GOOD, greeting);
	s = reach(&server);
	ck_assert_int_eq(
	    stream_start_tls(s, tls, &peer, PATIENCE, &e), ERROR_UNTRUSTED);
	stream_free(&s);
	tls_free(&tls);
	finish(&server, &log);
	buf_clear(&log);
}
END_TEST

START_TEST(refuses_what_came_before_tls)
{
	static const char *const script[] = {
	    "s OK\r\n", "S injected", "T", "E", NULL};
	struct tls *tls;
	struct server server;
	struct endpoint peer;
	struct view line;
	struct stream *s;
	struct buf log;
	struct error e;

	ck_assert(endpoint_parse(view_of("imap://127.0.0.1"), &peer));
	server_start(&server, pki, PKI_GOOD, script);
	ck_assert_int_eq(tls_new(ca_path, &tls, &e), ERROR_NONE);
	s = reach(&server);
	ck_assert_int_eq(stream_read_line(s, &line, PATIENCE, &e), ERROR_NONE);
	ck_assert_int_eq(
	    stream_start_tls(s, tls, &peer, PATIENCE, &e), ERROR_PROTOCOL);
	ck_assert(!stream_is_secure(s));
	stream_free(&s);
	tls_free(&tls);
	finish(&server, &log);
	buf_clear(&log);
}
END_TEST

/* Many records each way: nothing is lost inside TLS where poll() is blind. */
START_TEST(moves_much)
{
	static char line[10000];
	static const char *const script[] = {"T", "c xxx", "c xxx", "c xxx",
	    "c xxx", "c xxx", "c xxx", "c xxx", "c xxx", "s a\r\nb\r\n", "S c",
	    "E", NULL};
	struct tls *tls;
	struct server server;
	struct endpoint peer;
	struct view got;
	struct stream *s;
	struct buf log;
	struct error e;

	ck_assert(endpoint_parse(view_of("imaps://127.0.0.1"), &peer));
	server_start(&server, pki, PKI_GOOD, script);
	ck_assert_int_eq(tls_new(ca_path, &tls, &e), ERROR_NONE);
	s = reach(&server);
	ck_assert_int_eq(
	    stream_start_tls(s, tls, &peer, PATIENCE, &e), ERROR_NONE);
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	for (int i = 0; i < 8; i++)
		ck_assert(stream_put(s, view_make(line, sizeof(line))));
	for (const char *p = "abc"; *p != '\0'; p++) {
		char want[2] = {*p, '\0'};

		ck_assert_int_eq(
		    stream_read_line(s, &got, PATIENCE, &e), ERROR_NONE);
		ck_assert_view_eq(got, want);
	}
	stream_free(&s);
	tls_free(&tls);
	finish(&server, &log);
	ck_assert(!server_log_has(&log, "mismatch"));
	buf_clear(&log);
}
END_TEST

/* HelloRequests (RFC 5246 7.4.1.1): OpenSSL passes over any number of them. */
static _Noreturn void
flood(int listening)
{
	static char records[32 * (5 + 16384)];
	static const char head[] = {0x16, 3, 3, 0x40, 0};
	int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);

	for (size_t at = 0; at < sizeof(records); at += 5 + 16384)
		memcpy(records + at, head, sizeof(head));
	while (io_write_all(fd, view_make(records, sizeof(records)), PATIENCE))
		continue;
	_exit(0);
}

/* Starts it for at most 8 s; its pid, and where it listens. */
static pid_t
start_flood(struct server *out)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t n = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t pid;

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, n), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&sa, &n), 0);
	out->port = ntohs(sa.sin_port);
	pid = fork();
	if (pid == 0) {
		alarm(8);
		flood(fd);
	}
	close(fd);
	return pid;
}

/* A peer that never lets TLS run dry is left at the deadline all the same. */
START_TEST(heeds_the_deadline_in_a_flood)
{
	struct endpoint peer;
	struct server server;
	struct stream *s;
	struct tls *tls;
	struct error e;
	pid_t pid = start_flood(&server);
	int64_t before;

	ck_assert(endpoint_parse(view_of("imaps://" PKI_MAIL_HOST), &peer));
	ck_assert_int_eq(tls_new(ca_path, &tls, &e), ERROR_NONE);
	s = reach(&server);
	before = deadline_now();
	ck_assert_int_eq(
	    stream_start_tls(s, tls, &peer, deadline_in(200), &e), ERROR_LATER);
	ck_assert_msg(strstr(e.text, "in time") != NULL, "%s", e.text);
	ck_assert_int_lt((deadline_now() - before) / 1000000, 7000);
	stream_free(&s);
	tls_free(&tls);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

/* That both ends have the same bytes, logins in tests/wire show. */
static const struct {
	enum pki_kind kind;
	enum binding_type type;
	size_t n;
} bindings[] = {
    {PKI_GOOD, BINDING_TLS_EXPORTER, 32},
    {PKI_TLS12, BINDING_TLS_UNIQUE, 12},
    {PKI_NO_EMS, BINDING_NONE, 0},
};

START_TEST(binds)
{
	static const unsigned char nothing[BINDING_BYTES];
	struct binding b, again;
	struct server server;
	struct endpoint peer;
	struct stream *s;
	struct tls *tls;
	struct buf log;
	struct error e;

	ck_assert(endpoint_parse(view_of("imaps://127.0.0.1"), &peer));
	server_start(&server, pki, bindings[_i].kind, greeting);
	ck_assert_int_eq(tls_new(ca_path, &tls, &e), ERROR_NONE);
	s = reach(&server);
	stream_binding(s, &b);
	ck_assert_int_eq(b.type, BINDING_NONE);
	ck_assert_int_eq(
	    stream_start_tls(s, tls, &peer, PATIENCE, &e), ERROR_NONE);
	stream_binding(s, &b);
	stream_binding(s, &again);
	ck_assert_int_eq(b.type, bindings[_i].type);
	ck_assert_uint_eq(b.n, bindings[_i].n);
	ck_assert_mem_eq(b.bytes, again.bytes, sizeof(b.bytes));
	ck_assert((memcmp(b.bytes, nothing, sizeof(nothing)) == 0) ==
	    (b.type == BINDING_NONE));
	stream_free(&s);
	tls_free(&tls);
	finish(&server, &log);
	buf_clear(&log);
}
END_TEST

START_TEST(names_a_bad_ca_file)
{
	static const char *const paths[] = {
	    "/nonexistent/ca.pem", "/dev/null", "/tmp", __FILE__};
	struct tls *tls;
	struct error e;

	for (size_t i = 0; i < COUNT(paths); i++) {
		ck_assert_msg(tls_new(paths[i], &tls, &e) == ERROR_SETTINGS,
		    "%s", paths[i]);
		ck_assert_ptr_null(tls);
		ck_assert_ptr_nonnull(strstr(e.text, paths[i]));
	}
}
END_TEST

START_TEST(raises_no_sigpipe)
{
	BIO_METHOD *method = socket_bio_method();
	int fds[2];
	BIO *bio;

	signal(SIGPIPE, SIG_DFL);
	ck_assert(spawn_socketpair(fds));
	bio = socket_bio_new(method, fds[0]);
	ck_assert_ptr_nonnull(bio);
	close(fds[1]);
	ck_assert_int_le(BIO_write(bio, "x", 1), 0);
	ck_assert(!BIO_should_retry(bio));
	BIO_free(bio);
	BIO_meth_free(method);
	close(fds[0]);
}
END_TEST

/* A system whose policy allows everything: what holds then is our doing. */
static void
allow_everything(void)
{
	static const char policy[] =
	    "openssl_conf = o\n[o]\nssl_conf = s\n[s]\nsystem_default = d\n"
	    "[d]\nMinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=0\n"
	    "VerifyMode = None\n";
	char path[] = "/tmp/postern-unit-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert(io_write_all(fd, view_of(policy), PATIENCE));
	close(fd);
	setenv("OPENSSL_CONF", path, 1);
	ck_assert(OPENSSL_init_ssl(0, NULL));
	unlink(path);
}

static void
set_up(void)
{
	allow_everything();
	pki = pki_open(ca_path);
}

static void
tear_down(void)
{
	pki_close(pki, ca_path);
}

Suite *
tls_suite(void)
{
	Suite *suite = suite_create("tls");
	TCase *all = tcase_create("all");

	tcase_add_unchecked_fixture(all, set_up, tear_down);
	tcase_set_timeout(all, 60);
	tcase_add_loop_test(all, verifies, 0, (int)COUNT(cases));
	tcase_add_loop_test(all, binds, 0, (int)COUNT(bindings));
	tcase_add_test(all, ignores_the_environment);
	tcase_add_test(all, refuses_what_came_before_tls);
	tcase_add_test(all, moves_much);
	tcase_add_test(all, heeds_the_deadline_in_a_flood);
	tcase_add_test(all, names_a_bad_ca_file);
	tcase_add_test(all, raises_no_sigpipe);
	suite_add_tcase(suite, all);
	return suite;
}
