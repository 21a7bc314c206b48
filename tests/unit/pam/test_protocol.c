/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/protocol.c: what is put comes out, and nothing else. */
#include "config.h"

#include <string.h>

#include "pam/suites.h"
#include "pam_imap/protocol.h"

static struct protocol_request request;

static void
fill(enum protocol_frame what)
{
	request = (struct protocol_request){.what = what,
	    .user = "alice@example.com",
	    .uid = 2000300001,
	    .service = "sshd",
	    .rhost = "192.0.2.1",
	    .tty = "ssh",
	    .debug = true};
	secret_set(&request.password, view_of(" \"quoted\\\" \xc3\xa9"));
}

START_TEST(requests)
{
	static struct protocol_request out;
	struct frame f;
	struct error e;
	struct buf b;

	buf_init(&b, PROTOCOL_SIZE);
	for (int what = PROTOCOL_AUTH; what <= PROTOCOL_PREPARE; what++) {
		if (what == PROTOCOL_REPLY)
			continue;
		fill((enum protocol_frame)what);
		ck_assert(protocol_put_request(&b, &request));
		ck_assert_int_eq(
		    frame_parse(buf_view(&b), PROTOCOL_SIZE, &f), (long)b.n);
		ck_assert_int_eq(
		    protocol_get_request(&f, &out, &e), ERROR_NONE);
		ck_assert_int_eq((int)out.what, what);
		ck_assert_str_eq(out.user, request.user);
		ck_assert_uint_eq(out.uid, request.uid);
		ck_assert_str_eq(out.service, request.service);
		ck_assert_str_eq(out.rhost, request.rhost);
		ck_assert_str_eq(out.tty, request.tty);
		ck_assert(out.debug);
		ck_assert_view_eq(secret_view(&out.password),
		    what == PROTOCOL_AUTH ? " \"quoted\\\" \xc3\xa9" : "");
	}
	buf_clear(&b);
}
END_TEST

/* The longest of everything fits; a part of a frame is never one. */
START_TEST(longest)
{
	static struct protocol_request out;
	char password[LIMIT_PASSWORD];
	struct frame f;
	struct error e;
	struct buf b;

	fill(PROTOCOL_AUTH);
	memset(request.user, 'u', sizeof(request.user) - 1);
	memset(request.service, 's', sizeof(request.service) - 1);
	memset(request.rhost, 'r', sizeof(request.rhost) - 1);
	memset(request.tty, 't', sizeof(request.tty) - 1);
	memset(password, 'p', sizeof(password));
	secret_set(&request.password, view_make(password, sizeof(password)));
	buf_init(&b, PROTOCOL_SIZE);
	ck_assert(protocol_put_request(&b, &request));
	for (size_t n = 0; n < b.n; n++)
		ck_assert_int_eq(
		    frame_parse(view_make(b.p, n), PROTOCOL_SIZE, &f), 0);
	ck_assert_int_gt(frame_parse(buf_view(&b), PROTOCOL_SIZE, &f), 0);
	ck_assert_int_eq(protocol_get_request(&f, &out, &e), ERROR_NONE);
	ck_assert_str_eq(out.rhost, request.rhost);
	ck_assert_uint_eq(out.password.n, LIMIT_PASSWORD);
	/* Cut inside, with its length mended, it is malformed. */
	for (size_t n = 0; n < f.payload.n; n++) {
		struct frame part = {f.type, view_before(f.payload, n)};

		ck_assert_int_eq(
		    protocol_get_request(&part, &out, &e), ERROR_PROTOCOL);
	}
	buf_clear(&b);
}
END_TEST

START_TEST(types)
{
	static struct protocol_request out;
	static struct protocol_reply reply;
	struct frame f;
	struct error e;
	struct buf b;

	buf_init(&b, PROTOCOL_SIZE);
	fill(PROTOCOL_AUTH);
	ck_assert(protocol_put_request(&b, &request));
	ck_assert_int_gt(frame_parse(buf_view(&b), PROTOCOL_SIZE, &f), 0);
	ck_assert_int_eq(protocol_get_reply(&f, &reply, &e), ERROR_PROTOCOL);
	for (unsigned type = 0; type < 256; type++) {
		f.type = (uint8_t)type;
		ck_assert_int_eq(
		    protocol_get_request(&f, &out, &e) == ERROR_NONE,
		    type == PROTOCOL_AUTH);
	}
	buf_clear(&b);
}
END_TEST

START_TEST(replies)
{
	struct protocol_reply reply = {.person = "Hello", .log = "why"}, out;
	struct frame f;
	struct error e;
	struct buf b;

	buf_init(&b, PROTOCOL_SIZE);
	for (unsigned v = 0; v < VERDICTS + 2; v++) {
		reply.verdict = (enum verdict)v;
		ck_assert(protocol_put_reply(&b, &reply));
		ck_assert_int_gt(
		    frame_parse(buf_view(&b), PROTOCOL_SIZE, &f), 0);
		ck_assert_int_eq(protocol_get_reply(&f, &out, &e),
		    v < VERDICTS ? ERROR_NONE : ERROR_PROTOCOL);
		if (v >= VERDICTS)
			continue;
		ck_assert_uint_eq(out.verdict, v);
		ck_assert_str_eq(out.person, "Hello");
		ck_assert_str_eq(out.log, "why");
	}
	buf_clear(&b);
}
END_TEST

Suite *
protocol_suite(void)
{
	const TTest *const tests[] = {requests, longest, types, replies};

	return SUITE_OF("pam protocol", tests);
}
