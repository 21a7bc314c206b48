/* SPDX-License-Identifier: ISC */
/* Tests of smtp/reply.c. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "smtp/reply.h"
#include "tests/unit/smtp/suites.h"

static struct smtp_reply r;

static void
setup(void)
{
	smtp_reply_init(&r);
}

static void
teardown(void)
{
	smtp_reply_clear(&r);
}

static enum smtp_reply_state
add(const char *line)
{
	return smtp_reply_add(&r, view_of(line));
}

static const struct {
	const char *line;
	enum smtp_reply_state state;
	unsigned code;
	struct smtp_enhanced enhanced;
	const char *text;
} single[] = {
    {"250 2.0.0 OK", SMTP_REPLY_DONE, 250, {2, 0, 0}, "250 2.0.0 OK"},
    {"250", SMTP_REPLY_DONE, 250, {0, 0, 0}, "250"},
    {"250 ", SMTP_REPLY_DONE, 250, {0, 0, 0}, "250"},
    {"250-", SMTP_REPLY_MORE, 250, {0, 0, 0}, "250"},
    {"550 5.1.1", SMTP_REPLY_DONE, 550, {5, 1, 1}, "550 5.1.1"},
    {"552 5.123.999 x", SMTP_REPLY_DONE, 552, {5, 123, 999}, "552 5.123.999 x"},
    {"550 4.1.1 mismatch", SMTP_REPLY_DONE, 550, {0, 0, 0},
	"550 4.1.1 mismatch"},
    {"550 5.1.1. no", SMTP_REPLY_DONE, 550, {0, 0, 0}, "550 5.1.1. no"},
    {"550 5.1 no", SMTP_REPLY_DONE, 550, {0, 0, 0}, "550 5.1 no"},
    {"550 5.1.1234 no", SMTP_REPLY_DONE, 550, {0, 0, 0}, "550 5.1.1234 no"},
    {"550 5..1 no", SMTP_REPLY_DONE, 550, {0, 0, 0}, "550 5..1 no"},
    {"354 go", SMTP_REPLY_DONE, 354, {0, 0, 0}, "354 go"},
    {"250 \033[2J\xff", SMTP_REPLY_DONE, 250, {0, 0, 0}, "250 \\x1b[2J\\xff"},
    {"", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {"25", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {"150 no", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {"600 no", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {"2500 no", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {"250+no", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {"+50 no", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {" 250 no", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
    {"HTTP/1.1 400 Bad Request", SMTP_REPLY_BAD, 0, {0, 0, 0}, ""},
};

START_TEST(test_single)
{
	char text[LIMIT_MESSAGE_TEXT];

	ck_assert_int_eq(add(single[_i].line), single[_i].state);
	if (single[_i].state == SMTP_REPLY_BAD)
		return;
	ck_assert_uint_eq(r.code, single[_i].code);
	ck_assert_uint_eq(r.enhanced.class, single[_i].enhanced.class);
	ck_assert_uint_eq(r.enhanced.subject, single[_i].enhanced.subject);
	ck_assert_uint_eq(r.enhanced.detail, single[_i].enhanced.detail);
	ck_assert_str_eq(
	    smtp_reply_copy(&r, text, sizeof(text)), single[_i].text);
}
END_TEST

START_TEST(test_lines)
{
	char text[LIMIT_MESSAGE_TEXT];

	ck_assert_int_eq(add("550-5.7.1 The sender is"), SMTP_REPLY_MORE);
	ck_assert_int_eq(add("550-5.7.1 not yours"), SMTP_REPLY_MORE);
	ck_assert_int_eq(add("550 5.7.1 (see a page)"), SMTP_REPLY_DONE);
	ck_assert_uint_eq(r.enhanced.subject, 7);
	ck_assert_str_eq(smtp_reply_copy(&r, text, sizeof(text)),
	    "550 5.7.1 The sender is; not yours; (see a page)");
	ck_assert_str_eq(smtp_reply_copy(&r, text, 16), "550 5.7.1 Th...");
	smtp_reply_reset(&r);
	ck_assert_int_eq(add("250 OK"), SMTP_REPLY_DONE);
	ck_assert_uint_eq(r.enhanced.class, 0);
	ck_assert_str_eq(smtp_reply_copy(&r, text, sizeof(text)), "250 OK");
}
END_TEST

START_TEST(test_codes_differ)
{
	ck_assert_int_eq(add("250-one"), SMTP_REPLY_MORE);
	ck_assert_int_eq(add("251 two"), SMTP_REPLY_BAD);
}
END_TEST

START_TEST(test_too_many_lines)
{
	for (unsigned i = 0; i < LIMIT_REPLY_LINES; i++)
		ck_assert_int_eq(add("250-more"), SMTP_REPLY_MORE);
	ck_assert_int_eq(add("250-more"), SMTP_REPLY_BAD);
}
END_TEST

/* Long lines fill the text and are dropped then; the end is still seen. */
START_TEST(test_text_ceiling)
{
	static char line[LIMIT_REPLY_LINE];

	memset(line, 'x', sizeof(line));
	memcpy(line, "250-", 4);
	for (unsigned i = 0; i < 100; i++)
		ck_assert_int_eq(
		    smtp_reply_add(&r, view_make(line, sizeof(line))),
		    SMTP_REPLY_MORE);
	ck_assert_int_eq(add("250 done"), SMTP_REPLY_DONE);
	ck_assert_uint_le(r.text.n, SMTP_REPLY_TEXT);
}
END_TEST

TCase *
reply_tests(void)
{
	TCase *t = tcase_create("reply");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(
	    t, test_single, 0, sizeof(single) / sizeof(single[0]));
	tcase_add_test(t, test_lines);
	tcase_add_test(t, test_codes_differ);
	tcase_add_test(t, test_too_many_lines);
	tcase_add_test(t, test_text_ceiling);
	return t;
}
