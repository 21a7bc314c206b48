/* SPDX-License-Identifier: ISC */
/* Tests of what happens when a verdict is there: before and behind a reply. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "login/suites.h"
#include "sys/io.h"
#include "sys/spawn.h"

#define ALICE_STORED "offline/alice@example.com"

static struct serve serve;
static struct serve_config config;
static struct protocol_request request;

static void
put_settings(const char *offline)
{
	char text[512];

	snprintf(text, sizeof(text),
	    "login \"example.com\" {\n"
	    "  server = \"imaps://mail.example.com\"\n"
	    "  offline = \"%s\"\n"
	    "}\n",
	    offline);
	scratch_put("postern.conf", text);
}

static void
set_up(void)
{
	site_make();
	put_settings("7d");
	scratch_put("machine-id", "0123456789abcdef0123456789abcdef\n");
	ck_assert_int_eq(mkdir("offline", 0700), 0);
	config = site;
	serve_open(&serve, &config);
}

static enum verdict
log_in_as(const char *user, uid_t uid, const char *answer, const char *password)
{
	int fd = site_connect(&serve, 0);

	site_answer(answer);
	site_request(&request, PROTOCOL_AUTH, user, uid, password);
	site_send(fd, &request);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	return site_reply.verdict;
}

static enum verdict
log_in(const char *answer, const char *password)
{
	return log_in_as("alice@example.com", 0, answer, password);
}

/* A verdict as the fake worker reads it. */
static const char *
word(enum verdict v)
{
	static char text[16];

	snprintf(text, sizeof(text), "%d", (int)v);
	return text;
}

static bool
is_stored(void)
{
	return access(ALICE_STORED, F_OK) == 0;
}

START_TEST(signed_in)
{
	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	ck_assert(is_stored());
	ck_assert_str_eq(site_reply.person, "for the person");
	ck_assert_int_eq(
	    log_in(word(VERDICT_UNREACHABLE), "wonder land"), VERDICT_SUCCESS);
	ck_assert_str_eq(site_reply.person,
	    "Your mail server cannot be reached; signed in with the stored "
	    "password.");
	ck_assert(site_log_has("warning: login: alice@example.com: signed in "
			       "with the stored password, since the server is "
			       "unreachable: the server's words (service"));
	ck_assert_int_eq(
	    log_in(word(VERDICT_UNREACHABLE), "other"), VERDICT_UNREACHABLE);
}
END_TEST

/* Off, nothing is stored, nothing decides, and what was there goes. */
START_TEST(switched_off)
{
	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	put_settings("off");
	ck_assert_int_eq(log_in(word(VERDICT_UNREACHABLE), "wonder land"),
	    VERDICT_UNREACHABLE);
	ck_assert(is_stored());
	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	ck_assert(!is_stored());
}
END_TEST

/* A worker that breaks is no server that cannot be reached. */
START_TEST(broken_worker)
{
	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	ck_assert_int_eq(log_in("die", "wonder land"), VERDICT_INTERNAL);
	ck_assert_int_eq(log_in("rubbish", "wonder land"), VERDICT_INTERNAL);
}
END_TEST

/* The queue is no way to the stored password; a hung server is. */
START_TEST(deadlines)
{
	int fd;

	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	site_answer("wait");
	fd = site_connect(&serve, 0);
	site_send(fd, &request);
	ck_assert(site_reaches(&serve, TALK_ASKING));
	while (site_asked()[0] == '\0')
		serve_turn(&serve, 10);
	serve.talks->until = deadline_in(0);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
	serve.slots.running = LIMIT_LOGIN_SLOTS;
	fd = site_connect(&serve, 0);
	site_send(fd, &request);
	ck_assert(site_reaches(&serve, TALK_WAITING));
	serve.talks->until = deadline_in(0);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_BUSY);
	ck_assert_ptr_nonnull(strstr(site_reply.log, "too many logins"));
	serve.slots.running = 0;
}
END_TEST

/* A number that is not the registered one's opens nothing offline. */
START_TEST(local_accounts)
{
	ck_assert_int_eq(
	    log_in_as("bob", SITE_BOB, ANSWER_SUCCESS, "wonder land"),
	    VERDICT_SUCCESS);
	ck_assert_int_eq(log_in_as("bob", SITE_BOB, word(VERDICT_UNREACHABLE),
			     "wonder land"),
	    VERDICT_SUCCESS);
	ck_assert_int_eq(log_in_as("bob", SITE_BOB + 1,
			     word(VERDICT_UNREACHABLE), "wonder land"),
	    VERDICT_UNREACHABLE);
}
END_TEST

/* A registration that fails is no login, and stores nothing. */
START_TEST(not_registered)
{
	ck_assert_int_eq(mkdir("users/by-uid", 0755), 0);
	scratch_put("users/by-name", "");
	ck_assert_int_ne(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	ck_assert(!is_stored());
}
END_TEST

/* Another writer keeps the registry: not now, and no server's fault. */
START_TEST(registry_busy)
{
	struct registry_places places = *site.host.registry;
	int lock;

	places.lock_ms = 1;
	serve.config.host.registry = &places;
	lock = site_hold_registry();
	ck_assert_int_eq(log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_BUSY);
	ck_assert(site_log_has("warning: login: alice@example.com: busy: "
			       "users: another program keeps its lock"));
	ck_assert(!is_stored());
	close(lock);
	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
}
END_TEST

/*
 * With --once the reply and the process that gave it do not wait for the hash:
 * a process of its own stores it.
 */
START_TEST(once)
{
	int fd, status;
	pid_t pid;

	config.once = true;
	site_answer(ANSWER_SUCCESS);
	serve_open(&serve, &config);
	fd = site_connect(&serve, 0);
	site_request(
	    &request, PROTOCOL_AUTH, "alice@example.com", 0, "wonder land");
	site_send(fd, &request);
	pid = fork();
	if (pid == 0) {
		close(fd);
		while (!serve_is_done(&serve))
			serve_turn(&serve, 1000);
		_exit(serve.detached ? 7 : 8);
	}
	io_close(&serve.talks->fd);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 7);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
	for (int i = 0; i < 1000 && !is_stored(); i++)
		usleep(10000);
	ck_assert(is_stored());
}
END_TEST

/* From here on this process, which must not be root for that, cannot fork. */
static void
forbid_processes(void)
{
	const struct rlimit none = {0, 0};

	ck_assert_int_eq(setrlimit(RLIMIT_NPROC, &none), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(setuid(65534), 0);
}

/* Where there is no process for it, the log says what is left undone. */
START_TEST(once_without_processes)
{
	int fd, status;
	pid_t pid;

	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	config.once = true;
	site_answer("wait");
	serve_open(&serve, &config);
	fd = site_connect(&serve, 0);
	site_send(fd, &request);
	ck_assert(site_reaches(&serve, TALK_ASKING));
	pid = fork();
	if (pid == 0) {
		forbid_processes();
		request_decide(&serve.talks->request, VERDICT_REFUSED, "no");
		talk_conclude(serve.talks);
		while (!serve_is_done(&serve))
			serve_turn(&serve, 1000);
		_exit(serve.detached ? 7 : 8);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 8);
	ck_assert(site_log_has("the stored password may be one that was "
			       "refused: fork: Resource"));
	serve_close(&serve);
	close(fd);
}
END_TEST

/* A starter that is too busy is no server that cannot be reached. */
START_TEST(busy_starter)
{
	struct starter starter = {.program = "./imap-check"};
	int ends[2];

	ck_assert_int_eq(
	    log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_SUCCESS);
	ck_assert(spawn_socketpair(ends));
	while (send(ends[0], "full", 4, MSG_DONTWAIT) > 0)
		continue;
	starter.fd = ends[0];
	serve.config.starter = &starter;
	ck_assert_int_eq(log_in(ANSWER_SUCCESS, "wonder land"), VERDICT_BUSY);
	ck_assert(site_log_has("starting a worker: "));
	close(ends[0]);
	close(ends[1]);
}
END_TEST

Suite *
behind_suite(void)
{
	const TTest *const tests[] = {signed_in, switched_off, broken_worker,
	    deadlines, local_accounts, not_registered, registry_busy, once,
	    once_without_processes, busy_starter};

	return SCRATCH_SUITE("login behind", tests, set_up);
}
