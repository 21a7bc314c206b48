/* SPDX-License-Identifier: ISC */
/* Tests of postern-login's conversations: whom the guard stops, and when. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "login/suites.h"
#include "pam_imap/daemon/talk.h"
#include "sys/io.h"

#define ALICE "alice@example.com"
#define ATTACKER "203.0.113.9"
/* The rates of a section that names none. */
#define OF_ACCOUNT 5
#define OF_HOST 20

static struct serve serve;
static struct serve_config config;
static struct guard *guard;

static void
set_up(void)
{
	struct error e;

	site_make();
	ck_assert_int_eq(guard_new(&guard, &e), ERROR_NONE);
	config = site;
	config.guard = guard;
	serve_open(&serve, &config);
}

static void
turn_until_done(void)
{
	while (serve.talks != NULL)
		serve_turn(&serve, 1000);
}

static struct protocol_request *
request(enum protocol_frame what, const char *user, const char *rhost,
    const char *password)
{
	static struct protocol_request r;

	site_request(&r, what, user, 0, password);
	ck_assert(view_copy(view_of(rhost), r.rhost, sizeof(r.rhost)));
	return &r;
}

/* One login by root's program, and whether the server was asked. */
static enum verdict
log_in(
    const char *user, const char *rhost, const char *password, bool *asked_out)
{
	int fd = site_connect(&serve, 0);

	unlink("asked");
	site_send(fd, request(PROTOCOL_AUTH, user, rhost, password));
	turn_until_done();
	ck_assert(site_recv(&fd));
	*asked_out = site_asked()[0] != '\0';
	return site_reply.verdict;
}

static void
refuse(const char *user, const char *rhost, const char *password)
{
	bool asked;

	site_answer(ANSWER_REFUSED);
	ck_assert_int_eq(
	    log_in(user, rhost, password, &asked), VERDICT_REFUSED);
	ck_assert(asked);
}

/* Whether such a login gets to the server. */
static bool
gets_through(const char *user, const char *rhost)
{
	bool asked;
	enum verdict verdict;

	site_answer(ANSWER_SUCCESS);
	verdict = log_in(user, rhost, "wonder land", &asked);
	ck_assert_int_eq(verdict, asked ? VERDICT_SUCCESS : VERDICT_THROTTLED);
	return asked;
}

/* Different passwords, since one alone is asked about once. */
static const char *const wrong[] = {"a", "b", "c", "d", "e", "f"};

START_TEST(asked_once)
{
	bool asked;

	refuse(ALICE, ATTACKER, "a");
	ck_assert_int_eq(
	    log_in(ALICE, "192.0.2.1", "a", &asked), VERDICT_REFUSED);
	ck_assert(!asked);
	ck_assert_ptr_nonnull(strstr(site_reply.log, "within the last minute"));
	refuse(ALICE, ATTACKER, "b");
	refuse("dave@example.org", ATTACKER, "a");
	/* The right one makes all of that forgotten. */
	ck_assert(gets_through(ALICE, ATTACKER));
	refuse(ALICE, ATTACKER, "a");
}
END_TEST

START_TEST(throttled)
{
	for (unsigned i = 0; i < OF_ACCOUNT; i++)
		refuse(ALICE, ATTACKER, wrong[i]);
	ck_assert(!gets_through(ALICE, ATTACKER));
	ck_assert_ptr_nonnull(
	    strstr(site_reply.log, "of " ALICE " from " ATTACKER));
	ck_assert(gets_through("dave@example.org", ATTACKER));
	ck_assert(gets_through(ALICE, "192.0.2.1"));
	ck_assert(gets_through(ALICE, ""));
	ck_assert(!gets_through(ALICE, ATTACKER));
}
END_TEST

/* The same wrong password over and over is a failure each time. */
START_TEST(remembered_counts)
{
	bool asked;

	refuse(ALICE, ATTACKER, "a");
	for (unsigned i = 1; i < OF_ACCOUNT; i++) {
		ck_assert_int_eq(
		    log_in(ALICE, ATTACKER, "a", &asked), VERDICT_REFUSED);
		ck_assert(!asked);
	}
	ck_assert(!gets_through(ALICE, ATTACKER));
}
END_TEST

START_TEST(success_empties)
{
	for (unsigned n = 0; n < 3; n++) {
		for (unsigned i = 0; i < OF_ACCOUNT - 1; i++)
			refuse(ALICE, ATTACKER, wrong[i]);
		ck_assert(gets_through(ALICE, ATTACKER));
	}
}
END_TEST

/* What a client can do with a connection but wait for the verdict. */
enum way { PREPARE_ONLY, EMPTY_PASSWORD, DENIED_LATER, LEAVE_WHILE_ASKING };

/* The accounts file changes while it waits for its turn. */
static void
deny_later(int fd, const char *rhost)
{
	char *before = strdup(scratch_read("accounts"));

	ck_assert_ptr_nonnull(before);
	serve.slots.running = LIMIT_LOGIN_SLOTS;
	site_send(fd, request(PROTOCOL_AUTH, ALICE, rhost, "x"));
	ck_assert(site_reaches(&serve, TALK_WAITING));
	scratch_put("accounts", "!" ALICE "\n");
	serve.slots.running = 0;
	turn_until_done();
	scratch_put("accounts", before);
	free(before);
}

static void
give_up(enum way way, const char *rhost)
{
	int fd = site_connect(&serve, 0);

	unlink("asked");
	site_send(fd, request(PROTOCOL_PREPARE, ALICE, rhost, ""));
	while (serve.talks != NULL && !serve.talks->prepared)
		serve_turn(&serve, 1000);
	if (way == EMPTY_PASSWORD)
		site_send(fd, request(PROTOCOL_AUTH, ALICE, rhost, ""));
	if (way == DENIED_LATER)
		deny_later(fd, rhost);
	if (way == LEAVE_WHILE_ASKING) {
		site_send(fd, request(PROTOCOL_AUTH, ALICE, rhost, "x"));
		while (site_asked()[0] == '\0')
			serve_turn(&serve, 10);
	}
	if (way != EMPTY_PASSWORD && way != DENIED_LATER)
		io_close(&fd);
	turn_until_done();
	io_close(&fd);
}

/* Nobody gets more connections to the server than failures. */
START_TEST(given_up)
{
	static const struct {
		enum way way;
		unsigned times;
		bool others; /* accounts from the same host */
	} rows[] = {
	    {PREPARE_ONLY, OF_HOST, false},
	    {EMPTY_PASSWORD, OF_HOST, false},
	    {DENIED_LATER, OF_HOST, false},
	    {LEAVE_WHILE_ASKING, OF_ACCOUNT, true},
	};
	static const char *const hosts[] = {
	    "203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"};

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (unsigned n = 0; n < rows[i].times; n++) {
			site_answer("wait");
			give_up(rows[i].way, hosts[i]);
		}
		ck_assert_msg(!gets_through(ALICE, hosts[i]), "row %zu", i);
		ck_assert(gets_through("dave@example.org", hosts[i]) ==
		    rows[i].others);
		ck_assert(gets_through(ALICE, "192.0.2.1"));
		ck_assert(gets_through(ALICE, ""));
	}
}
END_TEST

/* No worker is opened ahead for who is throttled. */
START_TEST(nothing_ahead)
{
	int fd;

	for (unsigned i = 0; i < OF_ACCOUNT; i++)
		refuse(ALICE, ATTACKER, wrong[i]);
	fd = site_connect(&serve, 0);
	site_send(fd, request(PROTOCOL_PREPARE, ALICE, ATTACKER, ""));
	while (!serve.talks->prepared)
		serve_turn(&serve, 1000);
	ck_assert(!inquiry_is_open(&serve.talks->inquiry));
	io_close(&fd);
	turn_until_done();
}
END_TEST

/* Where none is kept, what is left from before goes. */
START_TEST(leftover)
{
	static const char *const answers[] = {ANSWER_SUCCESS, ANSWER_REFUSED};
	bool asked;

	ck_assert_int_eq(mkdir("offline", 0700), 0);
	for (size_t i = 0; i < COUNT(answers); i++) {
		scratch_put_in("offline", ALICE, "x");
		site_answer(answers[i]);
		log_in(ALICE, ATTACKER, "wonder land", &asked);
		ck_assert_int_ne(access("offline/" ALICE, F_OK), 0);
	}
}
END_TEST

Suite *
protect_suite(void)
{
	const TTest *const tests[] = {asked_once, throttled, remembered_counts,
	    success_empties, given_up, nothing_ahead, leftover};

	return SCRATCH_SUITE("login protection", tests, set_up);
}
