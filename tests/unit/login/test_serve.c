/* SPDX-License-Identifier: ISC */
/* Tests of the loop: accepting, ceilings, running short, the starter. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "login/suites.h"
#include "pam_imap/daemon/starter_root.h"
#include "sys/frame.h"
#include "sys/io.h"
#include "sys/listener.h"
#include "sys/spawn.h"

static struct serve serve;
static struct serve_config config;
static struct protocol_request request;

static void
set_up(void)
{
	struct error e;
	int lock;

	site_make();
	site_answer(ANSWER_SUCCESS);
	config = site;
	ck_assert_int_eq(
	    listener_open(".", "login.sock", &config.listener, &lock, &e),
	    ERROR_NONE);
	serve_open(&serve, &config);
}

static int
reach(void)
{
	struct sockaddr_un a = {
	    .sun_family = AF_UNIX, .sun_path = "login.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(
	    connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

/* Whether the other side has closed. */
static bool
is_closed(int fd)
{
	char c;

	return recv(fd, &c, 1, MSG_DONTWAIT) == 0;
}

/* Who connects is who the kernel says. */
START_TEST(accepts)
{
	int fds[3];

	for (size_t i = 0; i < COUNT(fds); i++)
		fds[i] = reach();
	serve_turn(&serve, 1000);
	ck_assert_uint_eq(serve.n_talks, 3);
	ck_assert_uint_eq(serve.talks->uid, geteuid());
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	site_finish(&serve);
	ck_assert_uint_eq(serve.n_talks, 0);
}
END_TEST

/* A user has so many and no more; root has its half. */
START_TEST(ceilings)
{
	int fds[LIMIT_LOGIN_CLIENTS], ends[2], n = 0;
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	for (int i = 0; i < LIMIT_LOGIN_CLIENTS_USER; i++)
		fds[n++] = site_connect(&serve, SITE_BOB);
	ck_assert(spawn_socketpair(ends));
	ck_assert(!serve_add(&serve, ends[1], SITE_BOB));
	ck_assert(is_closed(ends[0]));
	close(ends[0]);
	/* As many users as it takes; descriptors permitting. */
	for (; n < LIMIT_LOGIN_CLIENTS / 2 && 2 * n + 40 < (int)limit.rlim_cur;
	     n++)
		fds[n] = site_connect(&serve, (uid_t)(2000 + n));
	if (n == LIMIT_LOGIN_CLIENTS / 2) {
		ck_assert(spawn_socketpair(ends));
		ck_assert(!serve_add(&serve, ends[1], 3000));
		close(ends[0]);
	}
	fds[n++] = site_connect(&serve, 0);
	ck_assert_uint_eq(serve.n_talks, (unsigned)n);
	while (n > 0)
		close(fds[--n]);
	site_finish(&serve);
}
END_TEST

/* All places taken, root's too: who comes waits at the listener, unheard. */
START_TEST(full)
{
	int first, second, ends[2];

	serve.n_talks = LIMIT_LOGIN_CLIENTS;
	ck_assert(spawn_socketpair(ends));
	ck_assert(!serve_add(&serve, ends[1], 0));
	ck_assert(is_closed(ends[0]));
	close(ends[0]);
	first = reach();
	second = reach();
	serve_turn(&serve, 0);
	ck_assert_int_eq(serve.fds[1].fd, -1);
	ck_assert_ptr_null(serve.talks);
	serve.n_talks = LIMIT_LOGIN_CLIENTS - 1;
	serve_turn(&serve, 1000);
	ck_assert_ptr_nonnull(serve.talks);
	ck_assert_uint_eq(serve.n_talks, LIMIT_LOGIN_CLIENTS);
	ck_assert(!is_closed(first));
	ck_assert(!is_closed(second));
	serve.n_talks = 1;
	close(first);
	close(second);
	site_finish(&serve);
}
END_TEST

/* Without descriptors it waits, says so, and goes on when there are some. */
START_TEST(no_descriptors)
{
	struct rlimit limit, low;
	int fd = reach(), used = fcntl(0, F_DUPFD_CLOEXEC, 0);

	close(used);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = limit;
	low.rlim_cur = (rlim_t)used;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &low), 0);
	serve_turn(&serve, 1000);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_uint_eq(serve.n_talks, 0);
	ck_assert(site_log_has("warning: accept: Too many open files"));
	ck_assert_int_gt(deadline_left(serve.deaf_until), 0);
	if (suite_in_valgrind()) {
		/* Which accepts, and closes what is above the limit. */
		close(fd);
		fd = reach();
	}
	for (int i = 0; i < 100 && serve.n_talks == 0; i++)
		serve_turn(&serve, 100);
	ck_assert_uint_eq(serve.n_talks, 1);
	close(fd);
	site_finish(&serve);
}
END_TEST

/* A request that cannot have a worker fails; the next one does not. */
START_TEST(no_descriptors_for_a_worker)
{
	struct rlimit limit, low;
	int fd = site_connect(&serve, 0), used;

	site_request(&request, PROTOCOL_AUTH, "carol@example.com", SITE_CAROL,
	    "wonder land");
	site_send(fd, &request);
	used = fcntl(0, F_DUPFD_CLOEXEC, 0);
	close(used);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = limit;
	low.rlim_cur = (rlim_t)used + 1;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &low), 0);
	site_finish(&serve);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_INTERNAL);
	fd = site_connect(&serve, 0);
	site_send(fd, &request);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
}
END_TEST

/* Bad lines are named when the file is new, and not at each request. */
START_TEST(bad_lines_once)
{
	int fd;

	for (int i = 0; i < 3; i++) {
		scratch_put("log", "");
		if (i == 2)
			scratch_put("accounts",
			    "carol@example.com uid=2000300007\nworse\n");
		else if (i == 0)
			scratch_put("accounts",
			    "bad\ncarol@example.com uid=2000300007\n");
		fd = site_connect(&serve, 0);
		site_request(&request, PROTOCOL_AUTH, "carol@example.com",
		    SITE_CAROL, "wonder land");
		site_send(fd, &request);
		site_finish(&serve);
		ck_assert(site_recv(&fd));
		ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
		ck_assert(site_log_has("accounts:1: skipped") == (i == 0));
		ck_assert(site_log_has("accounts:2: skipped") == (i == 2));
	}
}
END_TEST

/* The starter's answer when there is no program. */
static void
say_missing(int fd)
{
	struct error e;
	struct buf b;

	buf_init(&b, STARTER_ROOT_SIZE);
	frame_begin(&b, STARTER_ROOT_ANSWER);
	frame_put_number(&b, 1, ENOENT);
	frame_end(&b);
	ck_assert_int_eq(
	    frame_send(fd, &b, deadline_in(60000), &e), ERROR_NONE);
	buf_clear(&b);
}

/* What the starter says: why a worker is not there. */
START_TEST(starter_complains)
{
	struct starter starter = {.program = "/nowhere/imap-check"};
	int ends[2], fd, worker;
	struct frame f;
	struct error e;
	struct buf b;

	ck_assert(spawn_socketpair(ends));
	starter.fd = ends[0];
	config.starter = &starter;
	serve_open(&serve, &config);
	fd = site_connect(&serve, 0);
	site_request(&request, PROTOCOL_AUTH, "carol@example.com", SITE_CAROL,
	    "wonder land");
	site_send(fd, &request);
	ck_assert(site_reaches(&serve, TALK_ASKING));
	buf_init(&b, STARTER_ROOT_SIZE);
	ck_assert_int_eq(
	    frame_recv_fd(ends[1], &b, deadline_in(60000), &f, &worker, &e),
	    ERROR_NONE);
	ck_assert_int_eq(f.type, STARTER_ROOT_START);
	ck_assert_int_ge(worker, 0);
	close(worker);
	buf_clear(&b);
	say_missing(ends[1]);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_INTERNAL);
	serve_close(&serve);
	ck_assert(site_log_has("error: worker: /nowhere/imap-check: No such "
			       "file or directory"));
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* It does not complain about each login of those that fail. */
START_TEST(starter_complains_seldom)
{
	struct starter starter = {.program = "/nowhere/imap-check"};
	int64_t before = deadline_now();
	int ends[2];

	ck_assert(spawn_socketpair(ends));
	starter.fd = ends[0];
	config.starter = &starter;
	serve_open(&serve, &config);
	say_missing(ends[1]);
	serve_turn(&serve, 1000);
	ck_assert(site_log_has("error: worker: /nowhere/imap-check: "));
	ck_assert_int_gt(serve.hoarse.at, before);
	scratch_put("log", "");
	serve.hoarse = deadline_in(3600000);
	for (int i = 0; i < 5; i++)
		say_missing(ends[1]);
	serve_turn(&serve, 1000);
	ck_assert_str_eq(scratch_read("log"), "");
	close(ends[1]);
	close(ends[0]);
}
END_TEST

/* Without it no worker can be started: somebody has to start all anew. */
START_TEST(starter_dies)
{
	struct starter starter = {.program = "imap-check"};
	int ends[2];

	ck_assert(spawn_socketpair(ends));
	starter.fd = ends[0];
	config.starter = &starter;
	serve_open(&serve, &config);
	serve_turn(&serve, 10);
	ck_assert(!serve_is_done(&serve));
	close(ends[1]);
	serve_turn(&serve, 1000);
	ck_assert(serve.crippled);
	ck_assert(serve_is_done(&serve));
	ck_assert(site_log_has("error: worker: the process that starts"));
	close(ends[0]);
}
END_TEST

/* What ended with it is not taken for what others wait for. */
START_TEST(starter_dies_beside_a_job)
{
	struct starter starter = {.program = "imap-check"};
	int ends[2], job, other = site_connect(&serve, 0);
	int lock = site_hold_registry();

	job = site_connect(&serve, 0);
	site_request(&request, PROTOCOL_AUTH, "carol@example.com", SITE_CAROL,
	    "wonder land");
	site_send(job, &request);
	while (site_talk(&serve, 2)->state != TALK_REGISTERING)
		serve_turn(&serve, 1000);
	ck_assert(spawn_socketpair(ends));
	starter.fd = ends[0];
	serve.config.starter = &starter;
	close(ends[1]);
	site_send(other, &request);
	serve_turn(&serve, 1000);
	ck_assert(serve.crippled);
	ck_assert_int_eq(site_talk(&serve, 1)->state, TALK_REGISTERING);
	close(lock);
	close(ends[0]);
	close(other);
	close(job);
}
END_TEST

Suite *
serve_suite(void)
{
	const TTest *const tests[] = {accepts, ceilings, full, no_descriptors,
	    no_descriptors_for_a_worker, bad_lines_once, starter_complains,
	    starter_complains_seldom, starter_dies, starter_dies_beside_a_job};

	return SCRATCH_SUITE("login serve", tests, set_up);
}
