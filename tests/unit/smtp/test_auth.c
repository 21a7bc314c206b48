/* SPDX-License-Identifier: ISC */
/* Tests of smtp/auth.c: no credential without verified TLS. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "smtp/client_private.h"
#include "tests/unit/smtp/suites.h"

/* Whatever a server in the clear offers, nothing leaves. */
START_TEST(test_clear)
{
	struct smtp session = {
	    .features = {.auth = "PLAIN LOGIN SCRAM-SHA-256"},
	};
	static struct secret secret;
	struct endpoint server = {.host = "mail.example.com"};
	struct smtp_settings settings = {
	    .server = &server,
	    .user = "web1@example.com",
	    .secret = &secret,
	    .mechanisms = "",
	};
	struct error e;
	char c;
	int fds[2];

	ck_assert(secret_set(&secret, view_of("a secret")));
	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	ck_assert_int_eq(stream_new(fds[0], &session.stream, &e), ERROR_NONE);
	smtp_reply_init(&session.reply);
	ck_assert_int_eq(
	    smtp_auth(&session, smtp_step(SMTP_STEP_AUTH), &settings, &e),
	    ERROR_BUG);
	ck_assert_uint_eq(stream_pending(session.stream), 0);
	ck_assert_int_eq(recv(fds[1], &c, 1, 0), -1);
	ck_assert_int_eq(errno, EAGAIN);
	smtp_reply_clear(&session.reply);
	stream_free(&session.stream);
	close(fds[1]);
}
END_TEST

TCase *
auth_tests(void)
{
	TCase *t = tcase_create("auth");

	tcase_add_test(t, test_clear);
	return t;
}
