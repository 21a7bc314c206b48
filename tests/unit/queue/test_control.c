/* SPDX-License-Identifier: ISC */
/* Tests of queue/control. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "queue/control.h"
#include "queue/runner_suites.h"

static const struct control_recipient recipient = {
    .address = "bob@example.net",
    .original = "root",
    .state = JOURNAL_DEFERRED,
    .attempts = 3,
    .due = 1790000300,
    .relay = "one",
    .reply = "450 4.2.1 later",
};

static struct frame
parse(const struct buf *b)
{
	struct frame f = {.type = 0};

	ck_assert_int_eq(
	    frame_parse(buf_view(b), CONTROL_PAYLOAD, &f), (long)b->n);
	return f;
}

START_TEST(carries_everything)
{
	struct control_message m = {"id", "alice@x", 5, 6, 7, CONTROL_HELD,
				   "eve"},
			       m2;
	struct control_state s = {"relay one: gone", 8, 9}, s2;
	struct control_recipient r2;
	struct frame f;
	struct buf b;
	struct error e;
	char reason[32];

	buf_init(&b, 65536);
	ck_assert(control_put_message(&b, &m));
	f = parse(&b);
	ck_assert_uint_eq(f.type, CONTROL_MESSAGE);
	ck_assert_int_eq(control_get_message(&f, &m2, &e), ERROR_NONE);
	ck_assert_str_eq(m2.id, "id");
	ck_assert_str_eq(m2.sender, "alice@x");
	ck_assert_int_eq(m2.time, 5);
	ck_assert_uint_eq(m2.size, 6);
	ck_assert_uint_eq(m2.uid, 7);
	ck_assert_int_eq(m2.place, CONTROL_HELD);
	ck_assert_str_eq(m2.user, "eve");
	buf_reset(&b);
	ck_assert(control_put_state(&b, &s));
	f = parse(&b);
	ck_assert_int_eq(control_get_state(&f, &s2, &e), ERROR_NONE);
	ck_assert_str_eq(s2.reason, s.reason);
	ck_assert_int_eq(s2.due, 8);
	ck_assert_uint_eq(s2.messages, 9);
	buf_reset(&b);
	ck_assert(control_put_recipient(&b, &recipient));
	f = parse(&b);
	ck_assert_int_eq(control_get_recipient(&f, &r2, &e), ERROR_NONE);
	ck_assert_str_eq(r2.address, recipient.address);
	ck_assert_str_eq(r2.original, recipient.original);
	ck_assert_int_eq(r2.state, recipient.state);
	ck_assert_uint_eq(r2.attempts, recipient.attempts);
	ck_assert_int_eq(r2.due, recipient.due);
	ck_assert_str_eq(r2.relay, recipient.relay);
	ck_assert_str_eq(r2.reply, recipient.reply);
	buf_reset(&b);
	ck_assert(control_put_refused(&b, "only root may do this"));
	f = parse(&b);
	ck_assert_int_eq(
	    control_get_refused(&f, reason, sizeof(reason), &e), ERROR_NONE);
	ck_assert_str_eq(reason, "only root may do this");
	buf_clear(&b);
}
END_TEST

/* Every byte of a frame changed in turn never does more than be refused. */
START_TEST(bears_any_byte)
{
	struct control_recipient got;
	struct frame f;
	struct buf b;
	struct error e;
	unsigned refused = 0;

	buf_init(&b, 65536);
	ck_assert(control_put_recipient(&b, &recipient));
	for (size_t i = FRAME_HEAD; i < b.n; i++) {
		char kept = b.p[i];

		for (int c = 0; c < 256; c++) {
			b.p[i] = (char)c;
			f = parse(&b);
			refused +=
			    control_get_recipient(&f, &got, &e) != ERROR_NONE;
		}
		b.p[i] = kept;
	}
	ck_assert_uint_gt(refused, 1000);
	buf_clear(&b);
}
END_TEST

START_TEST(refuses_control_characters)
{
	struct control_recipient r = recipient, got;
	struct frame f;
	struct buf b;
	struct error e;

	buf_init(&b, 65536);
	snprintf(r.reply, sizeof(r.reply), "\033[2J");
	ck_assert(control_put_recipient(&b, &r));
	f = parse(&b);
	ck_assert_int_eq(control_get_recipient(&f, &got, &e), ERROR_PROTOCOL);
	buf_reset(&b);
	ck_assert(control_put_plain(&b, CONTROL_LIST));
	f = parse(&b);
	ck_assert_int_eq(control_get_plain(&f, &e), ERROR_NONE);
	ck_assert_int_eq(control_get_recipient(&f, &got, &e), ERROR_PROTOCOL);
	buf_clear(&b);
}
END_TEST

Suite *
control_suite(void)
{
	const TTest *const tests[] = {
	    carries_everything, bears_any_byte, refuses_control_characters};

	return SUITE_OF("control", tests);
}
