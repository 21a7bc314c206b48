/* SPDX-License-Identifier: ISC */
/* Tests of pop/client that need no TLS: that nothing goes without it. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "pop/client.h"
#include "pop/suites.h"
#include "sys/io.h"
#include "sys/spawn.h"

START_TEST(sends_nothing_without_tls)
{
	struct endpoint peer;
	struct contact at = {.peer = &peer};
	struct sasl_answer answer;
	struct secret secret;
	const struct sasl_login login = {
	    .user = "alice@example.test", .secret = &secret};
	struct pop *c;
	struct error e;
	int fds[2];

	ck_assert(endpoint_parse(view_of("pop3://localhost"), &peer));
	ck_assert(spawn_socketpair(fds));
	ck_assert_int_eq(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(stream_new(fds[0], &at.stream, &e), ERROR_NONE);
	ck_assert_int_eq(pop_new(&at, &c, &e), ERROR_NONE);
	ck_assert(secret_set(&secret, view_of("wonder")));
	ck_assert_int_eq(
	    pop_login(c, &login, deadline_in(60000), &answer, &e), ERROR_BUG);
	ck_assert_uint_eq(stream_pending(at.stream), 0);
	ck_assert_int_eq(io_wait(fds[1], POLLIN, deadline_in(0)), 0);
	pop_free(&c);
	stream_free(&at.stream);
	close(fds[1]);
}
END_TEST

Suite *
client_suite(void)
{
	const TTest *const tests[] = {sends_nothing_without_tls};

	return SUITE_OF("client", tests);
}
