/* SPDX-License-Identifier: ISC */
/* Messages that are large in one way or another. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "sendmail/send_text.h"
#include "sendmail/suites.h"

/* Lines of n bytes, count of them, with a header before. */
static void
send_lines(size_t n, size_t count, int want)
{
	struct buf text;

	buf_init(&text, 1 << 27);
	buf_add_str(&text, "Subject: long\n\n");
	for (size_t i = 0; i < count; i++) {
		char *room = buf_room(&text, n + 1);

		ck_assert_ptr_nonnull(room);
		memset(room, 'x', n);
		room[n] = '\n';
		buf_added(&text, n + 1);
	}
	ck_assert_int_eq(send_text_run("sendmail root", buf_view(&text)), want);
	buf_clear(&text);
}

START_TEST(large)
{
	struct message m;
	struct buf text;

	send_lines(99, 50000, EX_OK);
	message_init(&m);
	buf_init(&text, 1 << 27);
	spool_dir_load(&send_text_spool, &m, &text);
	ck_assert_uint_gt(m.size, 50000 * 101);
	ck_assert_uint_le(m.longest, 78);
	/* It is not seen whole before its header goes out. */
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "charset=utf-8"));
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

START_TEST(too_large)
{
	send_lines(1000000, 53, EX_DATAERR);
	ck_assert_ptr_nonnull(strstr(send_text_error.text, "larger than"));
	ck_assert_uint_eq(spool_dir_tmp(&send_text_spool), 0);
	ck_assert_uint_eq(spool_dir_new(&send_text_spool), 0);
}
END_TEST

START_TEST(long_line)
{
	struct message m;
	struct buf text;

	send_lines(400000, 1, EX_OK);
	message_init(&m);
	buf_init(&text, 1 << 20);
	spool_dir_load(&send_text_spool, &m, &text);
	ck_assert_uint_le(m.longest, 78);
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "quoted-printable"));
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

START_TEST(large_header)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_add_str(&text, "To: a@b");
	while (text.n < LIMIT_HEADERS)
		buf_add_str(&text, ",\n a@b");
	buf_add_str(&text, "\n\nx\n");
	ck_assert_int_eq(
	    send_text_run("sendmail -t", buf_view(&text)), EX_DATAERR);
	ck_assert_ptr_nonnull(strstr(send_text_error.text, "header section"));
	buf_clear(&text);
}
END_TEST

START_TEST(long_first_line)
{
	struct buf text;

	buf_init(&text, 1 << 20);
	while (text.n < LIMIT_HEADERS + 5000)
		buf_add_str(&text, "this is no header at all ");
	ck_assert_int_eq(
	    send_text_run("sendmail root", buf_view(&text)), EX_OK);
	buf_clear(&text);
}
END_TEST

START_TEST(many_recipients)
{
	struct buf text;

	for (unsigned n = LIMIT_RECIPIENTS; n <= LIMIT_RECIPIENTS + 1; n++) {
		buf_init(&text, 1 << 20);
		for (unsigned i = 0; i < n; i++)
			buf_printf(&text, "To: user-%u@example.com\n", i);
		ck_assert_int_eq(send_text_run("sendmail -t", buf_view(&text)),
		    n == LIMIT_RECIPIENTS ? EX_OK : EX_DATAERR);
		buf_clear(&text);
	}
	ck_assert_ptr_nonnull(strstr(send_text_error.text, "recipients"));
	ck_assert_uint_eq(spool_dir_new(&send_text_spool), 1);
}
END_TEST

Suite *
send_large_suite(void)
{
	Suite *s = suite_create("send_large");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, send_text_set_up, send_text_tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, large);
	tcase_add_test(t, too_large);
	tcase_add_test(t, long_line);
	tcase_add_test(t, large_header);
	tcase_add_test(t, long_first_line);
	tcase_add_test(t, many_recipients);
	suite_add_tcase(s, t);
	return s;
}
