/* SPDX-License-Identifier: ISC */
/* imap-check as a program: frames in, frames out, against a server. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "flow/attempt.h"
#include "flow/worker.h"
#include "suite.h"
#include "sys/io.h"
#include "sys/spawn.h"
#include "wire/server.h"

#define USER "alice@example.test"
#define NOBODY 65534
#define PATIENCE deadline_in(60000)

static const char *const good[] = {"T",
    "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi",
    "C AUTHENTICATE PLAIN", "S %t OK in", "E", NULL};

static struct pki *pki;
static char dir[] = "/tmp/postern-test-XXXXXX";
static char ca_path[64], program[64];

/* A running worker; both ends of its conversation are one socket. */
struct worker {
	pid_t pid;
	int fd;
};

static void
start(struct worker *w)
{
	struct error e;
	int fds[2];

	ck_assert(spawn_socketpair(fds));
	w->pid = worker_start(program, fds[1], fds[1], &e);
	ck_assert_msg(w->pid > 0, "%s", e.text);
	close(fds[1]);
	w->fd = fds[0];
}

/*
 * Whether a worker's exit status tells anything: the leak checker cannot look
 * into a process that nobody may trace, and ends it with its own.
 */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_STATUS false
#elif defined(__has_feature)
#define HAS_STATUS (!__has_feature(address_sanitizer))
#else
#define HAS_STATUS true
#endif

/* Waits for its end; whether it was content. */
static bool
finish(struct worker *w)
{
	int status;

	close(w->fd);
	status = spawn_wait(w->pid, PATIENCE);
	ck_assert_msg(status >= 0 && WIFEXITED(status), "status %d", status);
	return WEXITSTATUS(status) == 0;
}

static void
send_bytes(struct worker *w, struct buf *b)
{
	ck_assert(io_write_all(w->fd, buf_view(b), PATIENCE));
	buf_clear(b);
}

static void
add_server(struct buf *b, const char *host, int port, bool trace)
{
	struct attempt_server s = {.n_urls = 1, .trace = trace};
	struct buf frame;

	buf_init(&frame, LIMIT_FRAME);
	snprintf(s.urls[0], sizeof(s.urls[0]), "imaps://%s:%d", host, port);
	snprintf(s.ca_file, sizeof(s.ca_file), "%s", ca_path);
	ck_assert(attempt_put_server(&frame, &s));
	buf_add(b, buf_view(&frame));
	buf_clear(&frame);
}

static void
add_credentials(struct buf *b, struct view password)
{
	struct attempt_credentials c = {.user = USER};
	struct buf frame;

	buf_init(&frame, LIMIT_FRAME);
	secret_set(&c.password, password);
	ck_assert(attempt_put_credentials(&frame, &c));
	buf_add(b, buf_view(&frame));
	buf_clear(&frame);
}

/* Reads frames up to the verdict; the number of traces before it. */
static unsigned
recv_verdict(struct worker *w, struct attempt_verdict *out)
{
	struct attempt_trace t;
	struct frame f;
	struct error e;
	struct buf b;
	unsigned traces = 0;

	buf_init(&b, LIMIT_FRAME);
	while (frame_recv(w->fd, &b, PATIENCE, &f, &e) == ERROR_NONE &&
	    f.type == ATTEMPT_TRACE) {
		ck_assert_int_eq(attempt_get_trace(&f, &t, &e), ERROR_NONE);
		ck_assert_ptr_null(strstr(t.text, "wonder"));
		traces++;
	}
	ck_assert_msg(
	    attempt_get_verdict(&f, out, &e) == ERROR_NONE, "%s", e.text);
	buf_clear(&b);
	return traces;
}

/* Reads traces until one has this text. */
static void
wait_for(struct worker *w, const char *text)
{
	struct attempt_trace t;
	struct frame f;
	struct error e;
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	do {
		ck_assert_int_eq(
		    frame_recv(w->fd, &b, PATIENCE, &f, &e), ERROR_NONE);
		ck_assert_int_eq(attempt_get_trace(&f, &t, &e), ERROR_NONE);
	} while (strstr(t.text, text) == NULL);
	buf_clear(&b);
}

/* The same, until it is ready for a password. */
static void
wait_until_ready(struct worker *w)
{
	wait_for(w, "the server offers");
}

START_TEST(logs_in)
{
	struct attempt_verdict v;
	struct server server;
	struct worker w;
	struct buf b, log;

	buf_init(&b, LIMIT_FRAME);
	buf_init(&log, 1 << 20);
	server_start(&server, pki, PKI_GOOD, good);
	start(&w);
	/* The name is resolved inside the sandbox. */
	add_server(&b, PKI_HOST, server.port, _i);
	add_credentials(&b, view_of("wonder"));
	send_bytes(&w, &b);
	if (_i)
		ck_assert_uint_gt(recv_verdict(&w, &v), 3);
	else
		ck_assert_uint_eq(recv_verdict(&w, &v), 0);
	ck_assert_msg(v.verdict == VERDICT_SUCCESS, "%s", v.log);
	ck_assert(finish(&w) || !HAS_STATUS);
	server_finish(&server, &log);
	buf_clear(&log);
}
END_TEST

/* The connection is made while the password is still being typed. */
START_TEST(connects_before_the_password)
{
	struct attempt_verdict v;
	struct server server;
	struct worker w;
	struct buf b, log;

	buf_init(&b, LIMIT_FRAME);
	buf_init(&log, 1 << 20);
	server_start(&server, pki, PKI_GOOD, good);
	start(&w);
	add_server(&b, "127.0.0.1", server.port, true);
	send_bytes(&w, &b);
	wait_until_ready(&w);
	add_credentials(&b, view_of("wonder"));
	send_bytes(&w, &b);
	recv_verdict(&w, &v);
	ck_assert_int_eq(v.verdict, VERDICT_SUCCESS);
	ck_assert(finish(&w) || !HAS_STATUS);
	server_finish(&server, &log);
	buf_clear(&log);
}
END_TEST

/* A server that comes back while somebody types is asked all the same. */
START_TEST(tries_again_after_the_password)
{
	const struct timespec typing = {.tv_nsec = 300 * 1000000L};
	struct attempt_verdict v;
	struct server server;
	struct worker w;
	struct buf b, log;

	buf_init(&b, LIMIT_FRAME);
	buf_init(&log, 1 << 20);
	server_reserve(&server);
	start(&w);
	add_server(&b, "127.0.0.1", server.port, true);
	send_bytes(&w, &b);
	wait_for(&w, "refused");
	server_open(&server, pki, PKI_GOOD, good);
	nanosleep(&typing, NULL);
	add_credentials(&b, view_of("wonder"));
	send_bytes(&w, &b);
	recv_verdict(&w, &v);
	ck_assert_msg(v.verdict == VERDICT_SUCCESS, "%s", v.log);
	ck_assert(finish(&w) || !HAS_STATUS);
	server_finish(&server, &log);
	buf_clear(&log);
}
END_TEST

static const struct {
	const char *bytes;
	size_t n;
} unsendable[] = {{"", 0}, {"a\rb", 3}, {"a\nb", 3}, {"a\0b", 3}};

START_TEST(refuses_passwords_without_a_connection)
{
	struct attempt_verdict v;
	struct server server;
	struct worker w;
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	server_start(&server, pki, PKI_GOOD, good);
	start(&w);
	add_server(&b, "127.0.0.1", server.port, false);
	add_credentials(&b, view_make(unsendable[_i].bytes, unsendable[_i].n));
	send_bytes(&w, &b);
	recv_verdict(&w, &v);
	ck_assert_int_eq(v.verdict, VERDICT_EMPTY);
	finish(&w);
	ck_assert(!server_was_reached(&server));
}
END_TEST

START_TEST(ends_when_nobody_asks_any_more)
{
	struct server server;
	struct worker w;
	struct buf b, log;

	start(&w);
	ck_assert(!finish(&w));
	buf_init(&b, LIMIT_FRAME);
	buf_init(&log, 1 << 20);
	server_start(&server, pki, PKI_GOOD, good);
	start(&w);
	add_server(&b, "127.0.0.1", server.port, true);
	send_bytes(&w, &b);
	wait_until_ready(&w);
	ck_assert(!finish(&w));
	server_finish(&server, &log);
	ck_assert(!server_log_contains(&log, "AUTHENTICATE"));
	buf_clear(&log);
}
END_TEST

/* Servers that say nothing, at first and after the password. */
static const char *const hung[][5] = {{"E", NULL},
    {"T", "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi",
	"C AUTHENTICATE PLAIN", "E", NULL}};

/* In the middle of waiting for a server it ends with who asked. */
START_TEST(ends_while_a_server_hangs)
{
	int64_t before;
	struct server server;
	struct worker w;
	struct buf b, log;

	buf_init(&b, LIMIT_FRAME);
	buf_init(&log, 1 << 20);
	server_start(&server, pki, PKI_GOOD, hung[_i]);
	start(&w);
	add_server(&b, "127.0.0.1", server.port, true);
	if (_i == 1)
		add_credentials(&b, view_of("wonder"));
	send_bytes(&w, &b);
	wait_for(&w, _i == 0 ? "connected to" : "the server offers");
	before = deadline_now();
	ck_assert(!finish(&w));
	ck_assert_int_lt(deadline_now() - before, 15 * 1000000000LL);
	server_finish(&server, &log);
	buf_clear(&log);
}
END_TEST

START_TEST(answers_garbage_with_a_verdict)
{
	static const char *const garbage[] = {
	    "GET / HTTP/1.0\r\n\r\n", "PS\001\002\0\0\0\0", "PS\002"};
	struct attempt_verdict v;
	struct worker w;
	struct buf b;

	buf_init(&b, 100);
	buf_add(&b, view_make(garbage[_i], _i == 1 ? 8 : strlen(garbage[_i])));
	start(&w);
	send_bytes(&w, &b);
	if (_i == 2)
		ck_assert_int_eq(shutdown(w.fd, SHUT_WR), 0);
	recv_verdict(&w, &v);
	ck_assert_int_eq(v.verdict, VERDICT_VIOLATION);
	ck_assert(!finish(&w));
}
END_TEST

START_TEST(tells_what_settings_lack)
{
	struct attempt_verdict v;
	struct worker w;
	struct buf b;

	unlink(ca_path);
	buf_init(&b, LIMIT_FRAME);
	start(&w);
	add_server(&b, "127.0.0.1", 1, false);
	add_credentials(&b, view_of("wonder"));
	send_bytes(&w, &b);
	recv_verdict(&w, &v);
	ck_assert_int_eq(v.verdict, VERDICT_SETTINGS);
	ck_assert_ptr_nonnull(strstr(v.log, ca_path));
	finish(&w);
	pki_save_ca(pki, ca_path);
}
END_TEST

static void
copy_program(const char *from)
{
	char chunk[65536];
	ssize_t n;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(program, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

	ck_assert_msg(in >= 0 && out >= 0, "%s", from);
	while ((n = read(in, chunk, sizeof(chunk))) > 0)
		ck_assert_int_eq(write(out, chunk, (size_t)n), n);
	close(in);
	close(out);
}

/*
 * Root's worker would want the system user postern-check: the tests become
 * nobody, who must be able to reach program and CA.
 */
static void
set_up(void)
{
	const char *build = getenv("top_builddir");
	char from[512];

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(ca_path, sizeof(ca_path), "%s/ca.pem", dir);
	snprintf(program, sizeof(program), "%s/imap-check", dir);
	snprintf(from, sizeof(from), "%s/imap-check", build ? build : ".");
	copy_program(from);
	pki = pki_new();
	pki_save_ca(pki, ca_path);
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(dir, NOBODY, NOBODY), 0);
		ck_assert_int_eq(chmod(dir, 0755), 0);
	}
}

static void
become_nobody(void)
{
	if (geteuid() == 0)
		ck_assert(setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
}

static void
tear_down(void)
{
	unlink(ca_path);
	unlink(program);
	rmdir(dir);
	pki_free(pki);
}

int
main(void)
{
	Suite *suite = suite_create("imap-check");
	TCase *all = tcase_create("all");

	signal(SIGPIPE, SIG_IGN);
	tcase_add_unchecked_fixture(all, set_up, tear_down);
	tcase_add_checked_fixture(all, become_nobody, NULL);
	tcase_set_timeout(all, 30);
	tcase_add_loop_test(all, logs_in, 0, 2);
	tcase_add_test(all, connects_before_the_password);
	tcase_add_test(all, tries_again_after_the_password);
	tcase_add_loop_test(all, refuses_passwords_without_a_connection, 0,
	    (int)COUNT(unsendable));
	tcase_add_test(all, ends_when_nobody_asks_any_more);
	tcase_add_loop_test(
	    all, ends_while_a_server_hangs, 0, (int)COUNT(hung));
	tcase_add_loop_test(all, answers_garbage_with_a_verdict, 0, 3);
	tcase_add_test(all, tells_what_settings_lack);
	suite_add_tcase(suite, all);
	return suite_run(&suite, 1);
}
