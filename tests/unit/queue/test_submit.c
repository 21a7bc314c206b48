/* SPDX-License-Identifier: ISC */
/* The frames between sendmail and queue-put. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "queue/submit.h"
#include "queue/suites.h"

static struct buf b;

static void
set_up(void)
{
	buf_init(&b, LIMIT_FRAME);
}

static void
tear_down(void)
{
	buf_clear(&b);
}

static struct frame
parsed(uint8_t type)
{
	struct frame f;

	ck_assert_int_eq(frame_parse(buf_view(&b), LIMIT_FRAME, &f), (long)b.n);
	ck_assert_uint_eq(f.type, type);
	return f;
}

START_TEST(envelope)
{
	struct message m, got;
	struct frame f;

	message_init(&m);
	message_init(&got);
	message_set_sender(&m, view_of("a@b.org"), NULL);
	snprintf(m.notify, sizeof(m.notify), "FAILURE,DELAY");
	snprintf(m.envid, sizeof(m.envid), "x+y=1");
	ck_assert(submit_put_envelope(&b, &m));
	f = parsed(SUBMIT_ENVELOPE);
	ck_assert_int_eq(submit_get_envelope(&f, &got, NULL), ERROR_NONE);
	ck_assert_str_eq(got.sender, "a@b.org");
	ck_assert_str_eq(got.notify, "FAILURE,DELAY");
	ck_assert_str_eq(got.ret, "");
	ck_assert_str_eq(got.envid, "x+y=1");
}
END_TEST

/* What no honest sendmail would send. */
static const struct {
	const char *sender;
	const char *notify;
	enum error_code code;
} bad[] = {
    {"a@b\r\nRCPT TO:<x>", "", ERROR_INPUT},
    {"a@b c", "", ERROR_INPUT},
    {"a@b", "NEVER\nx", ERROR_PROTOCOL},
    {"a@b", "NEVER RET=FULL", ERROR_PROTOCOL},
};

START_TEST(bad_envelope)
{
	struct message m, got;
	struct frame f;

	message_init(&m);
	message_init(&got);
	snprintf(m.sender, sizeof(m.sender), "%s", bad[_i].sender);
	snprintf(m.notify, sizeof(m.notify), "%s", bad[_i].notify);
	ck_assert(submit_put_envelope(&b, &m));
	f = parsed(SUBMIT_ENVELOPE);
	ck_assert_int_eq(submit_get_envelope(&f, &got, NULL), bad[_i].code);
}
END_TEST

START_TEST(recipients_in_pieces)
{
	struct message m, got;
	char address[LIMIT_ADDRESS + 1];
	unsigned at = 0, frames = 0;

	message_init(&m);
	message_init(&got);
	for (unsigned i = 0; i < LIMIT_RECIPIENTS; i++) {
		snprintf(address, sizeof(address), "%0200u@example.com", i);
		ck_assert_int_eq(
		    message_add_recipient(&m, view_of(address), NULL),
		    ERROR_NONE);
	}
	while (at < m.n_recipients) {
		struct frame f;

		ck_assert(submit_put_recipients(&b, &m, &at));
		ck_assert_uint_le(b.n, LIMIT_FRAME_DATA);
		f = parsed(SUBMIT_RECIPIENTS);
		ck_assert_int_eq(
		    submit_get_recipients(&f, &got, NULL), ERROR_NONE);
		frames++;
	}
	ck_assert_uint_gt(frames, 1);
	ck_assert_uint_eq(got.n_recipients, LIMIT_RECIPIENTS);
	ck_assert(view_eq(buf_view(&m.recipients), buf_view(&got.recipients)));
	message_clear(&m);
	message_clear(&got);
}
END_TEST

START_TEST(bad_recipients)
{
	static const char with_nul[] = "root\0x";
	struct view values[] = {view_of("a\nb"), view_of("a\rb"), view_of(""),
	    view_make(with_nul, sizeof(with_nul) - 1)};

	for (size_t i = 0; i < COUNT(values); i++) {
		struct message got;
		struct frame f;

		message_init(&got);
		buf_reset(&b);
		frame_begin(&b, SUBMIT_RECIPIENTS);
		frame_put(&b, 5, values[i]);
		ck_assert(frame_end(&b));
		f = parsed(SUBMIT_RECIPIENTS);
		ck_assert_int_eq(
		    submit_get_recipients(&f, &got, NULL), ERROR_INPUT);
		message_clear(&got);
	}
}
END_TEST

START_TEST(data)
{
	static char text[LIMIT_FRAME_DATA];
	struct frame f;
	struct view got;

	memset(text, 'x', sizeof(text));
	ck_assert(submit_put_data(&b, view_make(text, sizeof(text))));
	f = parsed(SUBMIT_DATA);
	ck_assert_int_eq(submit_get_data(&f, &got, NULL), ERROR_NONE);
	ck_assert(view_eq(got, view_make(text, sizeof(text))));
	ck_assert(submit_put_end(&b));
	f = parsed(SUBMIT_END);
	ck_assert_uint_eq(f.payload.n, 0);
	ck_assert(submit_put_ready(&b));
	f = parsed(SUBMIT_READY);
	ck_assert_uint_eq(f.payload.n, 0);
}
END_TEST

START_TEST(answer)
{
	struct submit_answer a = {.status = 75}, got;
	struct frame f;

	snprintf(a.id, sizeof(a.id), "id");
	snprintf(a.text, sizeof(a.text), "no space");
	ck_assert(submit_put_answer(&b, &a));
	f = parsed(SUBMIT_ANSWER);
	ck_assert_int_eq(submit_get_answer(&f, &got, NULL), ERROR_NONE);
	ck_assert_uint_eq(got.status, 75);
	ck_assert_str_eq(got.id, "id");
	ck_assert_str_eq(got.text, "no space");
	a.status = 256;
	ck_assert(submit_put_answer(&b, &a));
	f = parsed(SUBMIT_ANSWER);
	ck_assert_int_eq(submit_get_answer(&f, &got, NULL), ERROR_PROTOCOL);
}
END_TEST

START_TEST(every_error_has_a_status)
{
	for (int code = 0; code < ERROR_CODES; code++) {
		int status = submit_status((enum error_code)code);

		if (code == ERROR_NONE)
			ck_assert_int_eq(status, EX_OK);
		else
			ck_assert(status >= EX__BASE && status <= EX__MAX);
	}
	ck_assert_int_eq(submit_status(ERROR_SYSTEM), EX_TEMPFAIL);
	ck_assert_int_eq(submit_status(ERROR_INPUT), EX_DATAERR);
	ck_assert_int_eq(submit_status(ERROR_LATER), EX_TEMPFAIL);
	ck_assert_int_eq(submit_status(ERROR_REFUSED), EX_NOPERM);
}
END_TEST

Suite *
submit_suite(void)
{
	Suite *s = suite_create("submit");
	TCase *t = tcase_create("submit");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, envelope);
	tcase_add_loop_test(t, bad_envelope, 0, COUNT(bad));
	tcase_add_test(t, recipients_in_pieces);
	tcase_add_test(t, bad_recipients);
	tcase_add_test(t, data);
	tcase_add_test(t, answer);
	tcase_add_test(t, every_error_has_a_status);
	suite_add_tcase(s, t);
	return s;
}
