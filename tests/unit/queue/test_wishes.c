/* SPDX-License-Identifier: ISC */
/* What an envelope says of single recipients (RFC 3461). */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "queue/message.h"
#include "queue/submit.h"
#include "queue/suites.h"

#define SIZES                            \
	"size 20:00000000000000000005\n" \
	"eight-bit 1:1\n"                \
	"longest 20:00000000000000000003\n"
#define WISHES                                  \
	MESSAGE_SECOND_FIRST_LINE               \
	"sender 0:\n"                           \
	"uid 1:0\n"                             \
	"time 1:1\n"                            \
	"notify 5:DELAY\n"                      \
	"recipient 4:root\n"                    \
	"recipient 3:a@b\n"                     \
	"recipient-notify 15:SUCCESS,FAILURE\n" \
	"orcpt 12:rfc822;a+2Bb\n"               \
	"recipient 3:c@d\n"                     \
	"recipient-notify 5:NEVER\n" SIZES "end 0:\n"

/* What is said of single recipients, and what then counts for each. */
START_TEST(are_kept)
{
	static const unsigned expected[] = {
	    NOTIFY_DELAY, NOTIFY_SUCCESS | NOTIFY_FAILURE, NOTIFY_NEVER};
	struct message m;
	struct buf b;
	size_t at;

	message_init(&m);
	buf_init(&b, MESSAGE_ENVELOPE);
	for (size_t n = 0; n < strlen(WISHES); n++) {
		ck_assert_int_eq(message_parse(view_make(WISHES, n), &m), 0);
		message_clear(&m);
	}
	ck_assert_int_eq(
	    message_parse(view_of(WISHES "text"), &m), (long)strlen(WISHES));
	for (unsigned i = 0; i < COUNT(expected); i++)
		ck_assert_uint_eq(message_notify(&m, i), expected[i]);
	ck_assert_uint_eq(message_notify(&m, 3), NOTIFY_DELAY);
	ck_assert_str_eq(message_orcpt(&m, 0), "");
	ck_assert_str_eq(message_orcpt(&m, 1), "rfc822;a+2Bb");
	ck_assert_str_eq(message_orcpt(&m, 3), "");
	ck_assert(message_encode(&m, &b, &at));
	ck_assert_str_eq(buf_str(&b), WISHES);
	buf_clear(&b);
	message_clear(&m);
}
END_TEST

/* Lines behind those of the sender, in a file of either kind. */
static const struct {
	const char *first;
	const char *lines;
	bool ok;
} behind[] = {
    {MESSAGE_FIRST_LINE, "recipient 1:a\n", true},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\n", true},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\norcpt 3:x;y\n", true},
    {MESSAGE_SECOND_FIRST_LINE,
	"recipient 1:a\norcpt 3:x;y\nrecipient-notify 5:NEVER\n", true},
    {MESSAGE_FIRST_LINE, "recipient 1:a\norcpt 3:x;y\n", false},
    {MESSAGE_FIRST_LINE, "recipient 1:a\nrecipient-notify 5:NEVER\n", false},
    {MESSAGE_SECOND_FIRST_LINE, "orcpt 3:x;y\nrecipient 1:a\n", false},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\norcpt 3:x;y\norcpt 3:x;y\n",
	false},
    {MESSAGE_SECOND_FIRST_LINE,
	"recipient 1:a\nrecipient-notify 5:NEVER\nrecipient-notify 5:DELAY\n",
	false},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\norcpt 0:\n", false},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\norcpt 1:;\n", false},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\norcpt 5:x;y z\n", false},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\norcpt 6:x;y+0A\n", false},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\norcpt 4:x;\xc3\xb6\n", false},
    {MESSAGE_SECOND_FIRST_LINE,
	"recipient 1:a\nrecipient-notify 13:NEVER,FAILURE\n", false},
    {MESSAGE_SECOND_FIRST_LINE, "recipient 1:a\nrecipient-notify 0:\n", false},
    {"postern-message 3\n", "recipient 1:a\n", false},
};

START_TEST(lines_of_recipients)
{
	struct message m;
	struct buf b;

	message_init(&m);
	buf_init(&b, 4096);
	ck_assert(buf_printf(&b,
	    "%ssender 0:\nuid 1:0\ntime 1:1\n%s" SIZES "end 0:\n",
	    behind[_i].first, behind[_i].lines));
	ck_assert_msg((message_parse(buf_view(&b), &m) > 0) == behind[_i].ok,
	    "%s", buf_str(&b));
	buf_clear(&b);
	message_clear(&m);
}
END_TEST

/* The largest envelope there can be is not too large. */
START_TEST(largest)
{
	char address[LIMIT_ADDRESS + 1], orcpt[ORCPT_MAX + 1];
	struct message m, got;
	struct buf b;
	size_t at;

	message_init(&m);
	message_init(&got);
	m.uid = 0;
	memset(orcpt, 'x', sizeof(orcpt));
	memcpy(orcpt, "rfc822;", 7);
	for (unsigned i = 0; i < LIMIT_RECIPIENTS; i++) {
		snprintf(address, sizeof(address), "%0242u@example.com", i);
		ck_assert_int_eq(
		    message_add_recipient(&m, view_of(address), NULL),
		    ERROR_NONE);
		ck_assert_int_eq(message_add_notify(&m,
				     view_of("success,failure,delay"), NULL),
		    ERROR_NONE);
		ck_assert_int_eq(
		    message_add_orcpt(&m, view_make(orcpt, ORCPT_MAX), NULL),
		    ERROR_NONE);
	}
	ck_assert_int_eq(
	    message_add_orcpt(&m, view_make(orcpt, ORCPT_MAX), NULL),
	    ERROR_INPUT);
	buf_init(&b, MESSAGE_ENVELOPE);
	ck_assert(message_encode(&m, &b, &at));
	ck_assert_int_eq(message_parse(buf_view(&b), &got), (long)b.n);
	ck_assert_uint_eq(got.n_recipients, LIMIT_RECIPIENTS);
	ck_assert_uint_eq(strlen(message_orcpt(&got, 999)), ORCPT_MAX);
	buf_clear(&b);
	message_clear(&m);
	message_clear(&got);
}
END_TEST

static const struct {
	const char *text;
	unsigned bits; /* 0: it is none */
	const char *again;
} notifies[] = {
    {"NEVER", NOTIFY_NEVER, "NEVER"},
    {"never", NOTIFY_NEVER, "NEVER"},
    {"SUCCESS", NOTIFY_SUCCESS, "SUCCESS"},
    {"Delay,failure", NOTIFY_DELAY | NOTIFY_FAILURE, "FAILURE,DELAY"},
    {"DELAY,DELAY", NOTIFY_DELAY, "DELAY"},
    {"DELAY,FAILURE,SUCCESS", NOTIFY_DELAY | NOTIFY_FAILURE | NOTIFY_SUCCESS,
	"SUCCESS,FAILURE,DELAY"},
    {"", 0, ""},
    {",", 0, ""},
    {"DELAY,", 0, ""},
    {",DELAY", 0, ""},
    {"NEVER,DELAY", 0, ""},
    {"DELAY,NEVER", 0, ""},
    {"DELAY FAILURE", 0, ""},
    {"DELAYED", 0, ""},
};

START_TEST(values_of_notify)
{
	char text[NOTIFY_TEXT];
	unsigned bits;

	ck_assert(notify_parse(view_of(notifies[_i].text), &bits) ==
	    (notifies[_i].bits != 0));
	if (notifies[_i].bits != 0)
		ck_assert_uint_eq(bits, notifies[_i].bits);
	notify_text(notifies[_i].bits, text);
	ck_assert_str_eq(text, notifies[_i].again);
}
END_TEST

/* What a caller may write, what the envelope has, what a report says. */
static const struct {
	const char *value;
	const char *kept; /* NULL: refused */
	const char *field;
} orcpts[] = {
    {"rfc822;bob@example.com", "rfc822;bob@example.com",
	"rfc822; bob@example.com"},
    {"RFC822;a+2Bb+20c@d", "RFC822;a+2Bb+20c@d", "RFC822; a+b c@d"},
    {"x-local-7;y;z", "x-local-7;y;z", "x-local-7; y;z"},
    {"utf-8;j\\x{F6}rg@x", "utf-8;j\\x{F6}rg@x", "utf-8; j\\x{F6}rg@x"},
    {"utf-8;j\xc3\xb6rg@x", "utf-8;j\\x{F6}rg@x", "utf-8; j\\x{F6}rg@x"},
    {"utf-8;j\xf6rg@x", NULL, NULL},
    {"utf-8;\xc2\x85", NULL, NULL},
    {"utf-8;\xe2\x80\xae", NULL, NULL},
    {"utf-8;a+2Bb", NULL, NULL},
    {"rfc822;j\xc3\xb6rg@x", NULL, NULL},
    {"rfc822;+C3+B6", NULL, NULL},
    {"rfc822;a+0D+0Ab", NULL, NULL},
    {"rfc822;a+", NULL, NULL},
    {"rfc822;a b", NULL, NULL},
    {"rfc822;", NULL, NULL},
    {"rfc822", NULL, NULL},
    {";a@b", NULL, NULL},
    {"a b;c", NULL, NULL},
    {"a+20b;c", NULL, NULL},
    {"abcdefghijklmnopqrstuvwxyz1234567;c", NULL, NULL},
    {"", NULL, NULL},
};

START_TEST(values_of_orcpt)
{
	const char *kept = orcpts[_i].kept;
	struct buf b, field;

	buf_init(&b, ORCPT_MAX);
	buf_init(&field, ORCPT_MAX + 2);
	ck_assert(orcpt_add(&b, view_of(orcpts[_i].value)) == (kept != NULL));
	if (kept != NULL) {
		ck_assert_str_eq(buf_str(&b), kept);
		ck_assert(orcpt_check(buf_view(&b)));
		ck_assert(orcpt_add_field(&field, buf_view(&b)));
		ck_assert_str_eq(buf_str(&field), orcpts[_i].field);
	}
	buf_clear(&b);
	buf_clear(&field);
}
END_TEST

START_TEST(orcpt_length)
{
	char text[ORCPT_MAX + 1];
	struct buf b;

	memset(text, 'x', sizeof(text));
	memcpy(text, "rfc822;", 7);
	ck_assert(orcpt_check(view_make(text, ORCPT_MAX)));
	ck_assert(!orcpt_check(view_make(text, ORCPT_MAX + 1)));
	/* One that becomes too long in ASCII. */
	memcpy(text, "utf-8;", 6);
	for (size_t i = 6; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xb6", 2);
	buf_init(&b, ORCPT_MAX);
	ck_assert(!orcpt_add(&b, view_make(text, 400)));
	buf_clear(&b);
}
END_TEST

/* The frame of recipients keeps what is said of each. */
START_TEST(cross_the_door)
{
	struct message m, got;
	struct buf b;
	struct frame f;
	unsigned at = 0;

	message_init(&m);
	message_init(&got);
	buf_init(&b, LIMIT_FRAME);
	ck_assert_int_gt(message_parse(view_of(WISHES), &m), 0);
	ck_assert(submit_put_recipients(&b, &m, &at));
	ck_assert_int_gt(frame_parse(buf_view(&b), LIMIT_FRAME, &f), 0);
	ck_assert_int_eq(submit_get_recipients(&f, &got, NULL), ERROR_NONE);
	ck_assert_uint_eq(got.n_recipients, 3);
	ck_assert_uint_eq(message_notify(&got, 0), 0);
	ck_assert_uint_eq(
	    message_notify(&got, 1), NOTIFY_SUCCESS | NOTIFY_FAILURE);
	ck_assert_str_eq(message_orcpt(&got, 1), "rfc822;a+2Bb");
	ck_assert_uint_eq(message_notify(&got, 2), NOTIFY_NEVER);
	message_clear(&m);
	message_clear(&got);
	buf_clear(&b);
}
END_TEST

/* Fields of one frame, as no honest sendmail would send them. */
static const struct {
	struct {
		uint8_t tag;
		const char *value;
	} fields[3];
	enum error_code code;
} rude[] = {
    {{{5, "a"}, {10, "NEVER"}, {11, "x;y"}}, ERROR_NONE},
    {{{10, "NEVER"}, {5, "a"}}, ERROR_PROTOCOL},
    {{{11, "x;y"}, {5, "a"}}, ERROR_PROTOCOL},
    {{{5, "a"}, {10, "NEVER"}, {10, "NEVER"}}, ERROR_INPUT},
    {{{5, "a"}, {11, "x;y"}, {11, "x;y"}}, ERROR_INPUT},
    {{{5, "a"}, {10, "NEVER RET=FULL"}}, ERROR_INPUT},
    {{{5, "a"}, {11, "x;y\r\nRSET"}}, ERROR_INPUT},
    {{{5, "a"}, {11, "x;y NOTIFY=NEVER"}}, ERROR_INPUT},
    {{{5, "a"}, {10, "SUCCESS,SUCCESS,SUCCESS,SUCCESS"}}, ERROR_NONE},
    {{{5, "a"}, {10, "SUCCESS,SUCCESS,SUCCESS,SUCCESS,"}}, ERROR_PROTOCOL},
};

START_TEST(rude_frames)
{
	struct message got;
	struct buf b;
	struct frame f;

	message_init(&got);
	buf_init(&b, LIMIT_FRAME);
	frame_begin(&b, SUBMIT_RECIPIENTS);
	for (int i = 0; i < 3 && rude[_i].fields[i].value != NULL; i++)
		frame_put_str(
		    &b, rude[_i].fields[i].tag, rude[_i].fields[i].value);
	ck_assert(frame_end(&b));
	ck_assert_int_gt(frame_parse(buf_view(&b), LIMIT_FRAME, &f), 0);
	ck_assert_int_eq(submit_get_recipients(&f, &got, NULL), rude[_i].code);
	message_clear(&got);
	buf_clear(&b);
}
END_TEST

Suite *
wishes_suite(void)
{
	Suite *s = suite_create("wishes");
	TCase *t = tcase_create("wishes");

	tcase_add_test(t, are_kept);
	tcase_add_loop_test(t, lines_of_recipients, 0, COUNT(behind));
	tcase_add_test(t, largest);
	tcase_add_loop_test(t, values_of_notify, 0, COUNT(notifies));
	tcase_add_loop_test(t, values_of_orcpt, 0, COUNT(orcpts));
	tcase_add_test(t, orcpt_length);
	tcase_add_test(t, cross_the_door);
	tcase_add_loop_test(t, rude_frames, 0, COUNT(rude));
	suite_add_tcase(s, t);
	return s;
}
