/* SPDX-License-Identifier: ISC */
/* Tests of connecting ahead: what is opened, when it is given up. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "login/suites.h"
#include "pam_imap/daemon/talk.h"

static struct serve serve;
static struct protocol_request request;

static void
set_up(void)
{
	site_make();
	site_answer(ANSWER_SUCCESS);
	serve_open(&serve, &site);
}

/* A conversation that has said PREPARE about a name, from a remote host. */
static int
prepare_as(uid_t uid, const char *user, const char *rhost)
{
	int fd = site_connect(&serve, uid);
	unsigned n = serve.n_talks;

	site_request(&request, PROTOCOL_PREPARE, user, uid, "wonder land");
	ck_assert(
	    view_copy(view_of(rhost), request.rhost, sizeof(request.rhost)));
	site_send(fd, &request);
	for (int i = 0; i < 10 && !site_talk(&serve, n)->prepared; i++)
		serve_turn(&serve, 1000);
	ck_assert(site_talk(&serve, n)->prepared);
	return fd;
}

static int
prepare(uid_t uid, const char *rhost)
{
	return prepare_as(uid, uid == 0 ? "alice@example.com" : "bob", rhost);
}

static enum verdict
type_password(int fd)
{
	request.what = PROTOCOL_AUTH;
	site_send(fd, &request);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	return site_reply.verdict;
}

static unsigned
count_open(void)
{
	unsigned n = 0;

	for (const struct talk *t = serve.talks; t != NULL; t = t->next)
		n += inquiry_is_open(&t->inquiry);
	return n;
}

START_TEST(used)
{
	int fd = prepare(0, "192.0.2.1"), worker;

	ck_assert_uint_eq(count_open(), 1);
	ck_assert_str_eq(site_asked(), "");
	worker = serve.talks->inquiry.fd;
	request.what = PROTOCOL_AUTH;
	site_send(fd, &request);
	ck_assert(site_reaches(&serve, TALK_ASKING));
	ck_assert_int_eq(serve.talks->inquiry.fd, worker);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
}
END_TEST

/* After a while it is given up, and another one opened for the password. */
START_TEST(idle)
{
	int fd = prepare(0, "192.0.2.1");

	ck_assert_int_le(deadline_left(serve.talks->idle), LIMIT_PRECONNECT_MS);
	serve.talks->idle = deadline_in(0);
	serve_turn(&serve, 1000);
	ck_assert_uint_eq(count_open(), 0);
	ck_assert_uint_eq(serve.n_talks, 1);
	ck_assert_int_eq(type_password(fd), VERDICT_SUCCESS);
}
END_TEST

/* Nobody waits for a person for ever. */
START_TEST(too_slow)
{
	int fd = prepare(0, "192.0.2.1");

	ck_assert_int_le(
	    deadline_left(serve.talks->until), LIMIT_CREDENTIALS_MS);
	serve.talks->until = deadline_in(0);
	site_finish(&serve);
	ck_assert(!site_recv(&fd));
}
END_TEST

START_TEST(switched_off)
{
	int fd;

	scratch_put("postern.conf",
	    "login \"example.com\" {\n"
	    "  server = \"imaps://mail.example.com\"\n"
	    "  preconnect = no\n"
	    "}\n");
	fd = prepare(0, "192.0.2.1");
	ck_assert_uint_eq(count_open(), 0);
	ck_assert_int_eq(type_password(fd), VERDICT_SUCCESS);
}
END_TEST

/* Settings that changed meanwhile: the connection is to the wrong server. */
START_TEST(other_servers)
{
	int fd = prepare(0, "192.0.2.1");

	ck_assert_uint_eq(count_open(), 1);
	scratch_put("postern.conf",
	    "login \"example.com\" { server = \"imaps://new.example.com\" }\n");
	ck_assert_int_eq(type_password(fd), VERDICT_SUCCESS);
	ck_assert_ptr_nonnull(
	    strstr(site_asked(), "imaps://new.example.com:993"));
}
END_TEST

/* Nobody who may not log in has a server connected to. */
START_TEST(not_for_all)
{
	int fd = site_connect(&serve, SITE_BOB);

	site_request(&request, PROTOCOL_PREPARE, "carol@example.com",
	    SITE_CAROL, "wonder land");
	site_send(fd, &request);
	serve_turn(&serve, 1000);
	ck_assert(serve.talks->prepared);
	ck_assert_uint_eq(count_open(), 0);
	ck_assert_int_eq(type_password(fd), VERDICT_NOT_PERMITTED);
	fd = site_connect(&serve, 0);
	request.what = PROTOCOL_PREPARE;
	ck_assert(view_copy(view_of("mallory@example.org"), request.user,
	    sizeof(request.user)));
	site_send(fd, &request);
	serve_turn(&serve, 1000);
	ck_assert_uint_eq(count_open(), 0);
	ck_assert_int_eq(type_password(fd), VERDICT_NOT_PERMITTED);
	ck_assert_str_eq(site_asked(), "");
}
END_TEST

/* The ceilings, of one caller and of all. */
START_TEST(ceilings)
{
	int fds[2 * LIMIT_PRECONNECTS + 2];
	unsigned n = 0;
	char rhost[32];

	for (unsigned i = 0; i < LIMIT_PRECONNECTS / 2 + 1; i++)
		fds[n++] = prepare(0, "192.0.2.1");
	ck_assert_uint_eq(count_open(), LIMIT_PRECONNECTS / 2);
	fds[n++] = prepare(SITE_BOB, "");
	ck_assert_uint_eq(count_open(), LIMIT_PRECONNECTS / 2 + 1);
	for (unsigned i = 0; i < LIMIT_PRECONNECTS; i++) {
		snprintf(rhost, sizeof(rhost), "198.51.100.%u", i);
		fds[n++] = prepare(0, rhost);
	}
	ck_assert_uint_eq(count_open(), LIMIT_PRECONNECTS);
	/* One that is above them logs in all the same. */
	ck_assert(!inquiry_is_open(&site_talk(&serve, n)->inquiry));
	request.what = PROTOCOL_AUTH;
	site_send(fds[n - 1], &request);
	for (int i = 0; i < 100 && serve.n_talks == n; i++)
		serve_turn(&serve, 1000);
	ck_assert(site_recv(&fds[n - 1]));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
	for (unsigned i = 0; i < n - 1; i++)
		close(fds[i]);
	site_finish(&serve);
}
END_TEST

/* All users but root have one half together, and leave root the other. */
START_TEST(ceiling_of_users)
{
	int fds[LIMIT_PRECONNECTS / 2 + 2];
	unsigned n = 0;

	for (; n < LIMIT_PRECONNECTS / 2; n++)
		fds[n] = prepare(SITE_BOB, "");
	ck_assert_uint_eq(count_open(), LIMIT_PRECONNECTS / 2);
	fds[n++] = prepare_as(SITE_CAROL, "carol@example.com", "");
	ck_assert_uint_eq(count_open(), LIMIT_PRECONNECTS / 2);
	fds[n++] = prepare(0, "");
	ck_assert_uint_eq(count_open(), LIMIT_PRECONNECTS / 2 + 1);
	while (n > 0)
		close(fds[--n]);
	site_finish(&serve);
}
END_TEST

/* What the password's request says otherwise, and frames out of order. */
START_TEST(mismatch)
{
	static const enum protocol_frame out_of_order[] = {
	    PROTOCOL_PREPARE, PROTOCOL_ACCOUNT};
	int fd;

	for (unsigned i = 0; i < 6; i++) {
		fd = prepare(0, "192.0.2.1");
		request.what = PROTOCOL_AUTH;
		request.user[0] ^= i == 0;
		request.uid += i == 1;
		request.service[0] ^= i == 2;
		request.rhost[0] ^= i == 3;
		request.tty[0] ^= i == 4 ? 'x' : 0;
		request.debug ^= i == 5;
		site_send(fd, &request);
		site_finish(&serve);
		ck_assert_msg(!site_recv(&fd), "row %u", i);
	}
	for (size_t i = 0; i < COUNT(out_of_order); i++) {
		fd = prepare(0, "192.0.2.1");
		request.what = out_of_order[i];
		site_send(fd, &request);
		site_finish(&serve);
		ck_assert(!site_recv(&fd));
	}
	ck_assert_str_eq(site_asked(), "");
	ck_assert(site_log_has("request: from user 0: the password is for "
			       "another"));
}
END_TEST

/* Both frames at once, as after a retry. */
START_TEST(together)
{
	int fd = site_connect(&serve, 0);

	site_request(
	    &request, PROTOCOL_PREPARE, "alice@example.com", 0, "wonder land");
	site_send(fd, &request);
	ck_assert_int_eq(type_password(fd), VERDICT_SUCCESS);
}
END_TEST

Suite *
ahead_suite(void)
{
	const TTest *const tests[] = {used, idle, too_slow, switched_off,
	    other_servers, not_for_all, ceilings, ceiling_of_users, mismatch,
	    together};

	return SCRATCH_SUITE("login ahead", tests, set_up);
}
