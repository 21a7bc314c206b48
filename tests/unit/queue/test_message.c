/* SPDX-License-Identifier: ISC */
/* The envelope of a spool file: written, read, and every way to be wrong. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "queue/message.h"
#include "queue/suites.h"

#define SIZES                            \
	"size 20:00000000000000000005\n" \
	"eight-bit 1:1\n"                \
	"longest 20:00000000000000000003\n"
#define WHOLE                  \
	MESSAGE_FIRST_LINE     \
	"sender 7:a@b.org\n"   \
	"uid 4:1000\n"         \
	"user 3:bob\n"         \
	"time 10:1790000000\n" \
	"notify 5:NEVER\n"     \
	"ret 4:HDRS\n"         \
	"envid 3:abc\n"        \
	"recipient 4:root\n"   \
	"recipient 9:\"a b\"@c.d\n" SIZES "end 0:\n"

static void
fill_whole(struct message *m)
{
	message_init(m);
	m->uid = 1000;
	message_set_user(m, view_of("bob"));
	m->time = 1790000000;
	m->size = 5;
	m->eight_bit = true;
	m->longest = 3;
	snprintf(m->notify, sizeof(m->notify), "NEVER");
	snprintf(m->ret, sizeof(m->ret), "HDRS");
	snprintf(m->envid, sizeof(m->envid), "abc");
	ck_assert_int_eq(
	    message_set_sender(m, view_of("a@b.org"), NULL), ERROR_NONE);
	ck_assert_int_eq(
	    message_add_recipient(m, view_of("root"), NULL), ERROR_NONE);
	ck_assert_int_eq(
	    message_add_recipient(m, view_of("\"a b\"@c.d"), NULL), ERROR_NONE);
}

START_TEST(encode)
{
	struct message m;
	struct buf b;
	size_t at = 0;

	fill_whole(&m);
	buf_init(&b, MESSAGE_ENVELOPE);
	ck_assert(message_encode(&m, &b, &at));
	ck_assert_str_eq(buf_str(&b), WHOLE);
	ck_assert_str_eq(b.p + at, SIZES "end 0:\n");
	ck_assert_ptr_null(message_recipient(&m, 2));
	buf_clear(&b);
	message_clear(&m);
}
END_TEST

START_TEST(size_part_keeps_its_length)
{
	struct message m;
	struct buf a, b;
	size_t at = 0, again = 0;

	fill_whole(&m);
	buf_init(&a, MESSAGE_ENVELOPE);
	buf_init(&b, MESSAGE_ENVELOPE);
	ck_assert(message_encode(&m, &a, &at));
	m.size = m.longest = UINT64_MAX;
	m.eight_bit = false;
	ck_assert(message_encode(&m, &b, &again));
	ck_assert_uint_eq(at, again);
	ck_assert_uint_eq(a.n, b.n);
	buf_clear(&a);
	buf_clear(&b);
	message_clear(&m);
}
END_TEST

START_TEST(parse_whole)
{
	struct message m;

	message_init(&m);
	ck_assert_int_eq(
	    message_parse(view_of(WHOLE "text"), &m), (long)strlen(WHOLE));
	ck_assert_str_eq(m.sender, "a@b.org");
	ck_assert_uint_eq(m.uid, 1000);
	ck_assert_str_eq(m.user, "bob");
	ck_assert_int_eq(m.time, 1790000000);
	ck_assert_str_eq(m.notify, "NEVER");
	ck_assert_str_eq(m.ret, "HDRS");
	ck_assert_str_eq(m.envid, "abc");
	ck_assert_uint_eq(m.n_recipients, 2);
	ck_assert_str_eq(message_recipient(&m, 0), "root");
	ck_assert_str_eq(message_recipient(&m, 1), "\"a b\"@c.d");
	ck_assert_uint_eq(m.size, 5);
	ck_assert(m.eight_bit);
	ck_assert_uint_eq(m.longest, 3);
	message_clear(&m);
}
END_TEST

START_TEST(parse_every_part)
{
	for (size_t n = 0; n < strlen(WHOLE); n++) {
		struct message m;

		message_init(&m);
		ck_assert_msg(message_parse(view_make(WHOLE, n), &m) == 0,
		    "%zu bytes", n);
		message_clear(&m);
	}
}
END_TEST

/* A byte changed anywhere is noticed, or changes a value and nothing else. */
START_TEST(parse_every_byte_changed)
{
	char text[sizeof(WHOLE)];

	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		struct message m;
		long n;

		memcpy(text, WHOLE, sizeof(text));
		text[i] = '\n';
		if (WHOLE[i] == '\n')
			text[i] = '\r';
		message_init(&m);
		n = message_parse(view_make(text, sizeof(text) - 1), &m);
		ck_assert_msg(n <= 0, "byte %zu", i);
		message_clear(&m);
	}
}
END_TEST

#define HEAD MESSAGE_FIRST_LINE "sender 7:a@b.org\n"
#define MIDDLE "uid 4:1000\ntime 1:1\n"
#define RCPT "recipient 4:root\n"
#define TAIL SIZES "end 0:\n"

static const struct {
	const char *what;
	const char *text;
	bool good;
} envelopes[] = {
    {"smallest", HEAD MIDDLE RCPT TAIL, true},
    {"null sender", MESSAGE_FIRST_LINE "sender 0:\n" MIDDLE RCPT TAIL, true},
    {"another version", "postern-message 3\nsender 0:\n" MIDDLE RCPT TAIL,
	false},
    {"no recipient", HEAD MIDDLE TAIL, false},
    {"no sender", MESSAGE_FIRST_LINE MIDDLE RCPT TAIL, false},
    {"sender twice", HEAD "sender 7:a@b.org\n" MIDDLE RCPT TAIL, false},
    {"no uid", HEAD "time 1:1\n" RCPT TAIL, false},
    {"order", HEAD "time 1:1\nuid 4:1000\n" RCPT TAIL, false},
    {"recipient late", HEAD MIDDLE RCPT SIZES RCPT "end 0:\n", false},
    {"unknown key", HEAD MIDDLE RCPT "more 1:x\n" TAIL, false},
    {"uid not a number", HEAD "uid 2:-1\ntime 1:1\n" RCPT TAIL, false},
    {"uid -1", HEAD "uid 10:4294967295\ntime 1:1\n" RCPT TAIL, false},
    {"length too short", HEAD MIDDLE "recipient 3:root\n" TAIL, false},
    {"length too long", HEAD MIDDLE "recipient 5:root\n" TAIL, false},
    {"length huge", HEAD MIDDLE "recipient 99999999999999999999:x\n", false},
    {"length negative", HEAD MIDDLE "recipient -4:root\n" TAIL, false},
    {"length missing", HEAD MIDDLE "recipient :root\n" TAIL, false},
    {"LF in a recipient", HEAD MIDDLE "recipient 4:r\not\n" TAIL, false},
    {"CR in a recipient", HEAD MIDDLE "recipient 4:r\rot\n" TAIL, false},
    {"space in a recipient", HEAD MIDDLE "recipient 4:r ot\n" TAIL, false},
    {"bracket in a recipient", HEAD MIDDLE "recipient 4:r>ot\n" TAIL, false},
    {"empty recipient", HEAD MIDDLE "recipient 0:\n" TAIL, false},
    {"size short",
	HEAD MIDDLE RCPT "size 1:5\neight-bit 1:1\n"
			 "longest 20:00000000000000000003\nend 0:\n",
	false},
    {"eight-bit 2",
	HEAD MIDDLE RCPT "size 20:00000000000000000005\neight-bit 1:2\n"
			 "longest 20:00000000000000000003\nend 0:\n",
	false},
    {"with a user", HEAD "uid 4:1000\nuser 9:a@b.org-1\ntime 1:1\n" RCPT TAIL,
	true},
    {"user before uid", HEAD "user 1:a\n" MIDDLE RCPT TAIL, false},
    {"empty user", HEAD "uid 4:1000\nuser 0:\ntime 1:1\n" RCPT TAIL, false},
    {"space in a user", HEAD "uid 4:1000\nuser 3:a b\ntime 1:1\n" RCPT TAIL,
	false},
    {"comment in a user", HEAD "uid 4:1000\nuser 3:a)b\ntime 1:1\n" RCPT TAIL,
	false},
    {"LF in a user", HEAD "uid 4:1000\nuser 3:a\nb\ntime 1:1\n" RCPT TAIL,
	false},
    {"end with value", HEAD MIDDLE RCPT SIZES "end 1:x\n", false},
    {"garbage", "From root Mon Jan  1 00:00:00 2026\n", false},
    {"a key without end",
	HEAD
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	false},
};

START_TEST(parse_envelopes)
{
	struct message m;
	long n;

	message_init(&m);
	n = message_parse(view_of(envelopes[_i].text), &m);
	ck_assert_msg((n > 0) == envelopes[_i].good && n != 0, "%s: %ld",
	    envelopes[_i].what, n);
	message_clear(&m);
}
END_TEST

START_TEST(nul_in_recipient)
{
	static const char text[] = HEAD MIDDLE "recipient 4:r\0ot\n" TAIL;
	struct message m;

	message_init(&m);
	ck_assert_int_eq(
	    message_parse(view_make(text, sizeof(text) - 1), &m), -1);
	message_clear(&m);
}
END_TEST

static const struct {
	const char *address;
	bool good;
} addresses[] = {
    {"root", true},
    {"alice@example.com", true},
    {"\"a b\"@example.com", true},
    {"\"a\\\"b\"@example.com", true},
    {"j\xc3\xb6rg@example.com", true},
    {"\xe4\xb8\xad@\xe4\xbe\x8b.example", true},
    {"\"a\\\\b\"@example.com", true},
    {"a\\b@example.com", false},
    {"a\\\" NOTIFY=NEVER>\"@example.com", false},
    {"a@\"b> c\"", false},
    {"a@b@\"c\"", false},
    {"\"a@b\"@c", true},
    {"j\xf6rg@example.com", false},              /* ISO 8859-1 */
    {"\xc0\xbe@example.com", false},             /* an overlong '>' */
    {"\xed\xa0\x80@example.com", false},         /* a surrogate */
    {"a\xc2\x85@example.com", false},            /* U+0085, a line end */
    {"a\xe2\x80\xa8@example.com", false},        /* U+2028, a line end */
    {"moc.evil\xe2\x80\xae@example.com", false}, /* right to left */
    {"a@b\xe2\x82", false},                      /* cut short */
    {"", false},
    {"a b@example.com", false},
    {"<a@example.com>", false},
    {"a@example.com> SIZE=1", false},
    {"a@example.com\r\nRCPT TO:<b>", false},
    {"a\tb", false},
    {"a\x7f", false},
    {"\"a", false},
    {"\"a\\", false},
    {"\"a\\\"", false},
};

START_TEST(check_address)
{
	ck_assert_msg(message_check_address(view_of(addresses[_i].address)) ==
		addresses[_i].good,
	    "%s", addresses[_i].address);
}
END_TEST

START_TEST(check_address_length)
{
	char a[LIMIT_ADDRESS + 1];

	memset(a, 'a', sizeof(a));
	ck_assert(message_check_address(view_make(a, LIMIT_ADDRESS)));
	ck_assert(!message_check_address(view_make(a, LIMIT_ADDRESS + 1)));
}
END_TEST

/* An unlinked file that holds text. */
static int
file_with(struct view text)
{
	char path[] = "/tmp/postern-test-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(write(fd, text.p, text.n), (ssize_t)text.n);
	return fd;
}

static enum error_code
load(struct view text, struct message *m)
{
	int fd = file_with(text);
	enum error_code code;

	code = message_load(fd, text.n, m, NULL);
	close(fd);
	return code;
}

START_TEST(load_files)
{
	struct message m;

	message_init(&m);
	ck_assert_int_eq(load(view_of(WHOLE "hi!\r\n"), &m), ERROR_NONE);
	ck_assert_uint_eq(m.offset, strlen(WHOLE));
	ck_assert_uint_eq(m.n_recipients, 2);
	message_clear(&m);
	ck_assert_int_eq(load(view_of(WHOLE "hi!\r"), &m), ERROR_INPUT);
	ck_assert_uint_eq(m.n_recipients, 0);
	ck_assert_int_eq(load(view_of(WHOLE "hi!\r\n."), &m), ERROR_INPUT);
	ck_assert_int_eq(load(view_of(HEAD), &m), ERROR_INPUT);
	ck_assert_int_eq(load(view_of(""), &m), ERROR_INPUT);
	ck_assert_int_eq(message_load(-1, 1, &m, NULL), ERROR_SYSTEM);
	message_clear(&m);
}
END_TEST

START_TEST(load_the_largest)
{
	char address[LIMIT_ADDRESS + 1];
	struct message m, again;
	struct buf b;
	size_t at;

	memset(address, 'x', sizeof(address));
	message_init(&m);
	message_init(&again);
	buf_init(&b, MESSAGE_ENVELOPE);
	m.uid = 1;
	for (unsigned i = 0; i < LIMIT_RECIPIENTS; i++)
		ck_assert_int_eq(message_add_recipient(&m,
				     view_make(address, LIMIT_ADDRESS), NULL),
		    ERROR_NONE);
	ck_assert_int_eq(
	    message_add_recipient(&m, view_of("a"), NULL), ERROR_LIMIT);
	ck_assert(message_encode(&m, &b, &at));
	ck_assert_int_eq(load(buf_view(&b), &again), ERROR_NONE);
	ck_assert_uint_eq(again.n_recipients, LIMIT_RECIPIENTS);
	buf_clear(&b);
	message_clear(&m);
	message_clear(&again);
}
END_TEST

Suite *
message_suite(void)
{
	Suite *s = suite_create("message");
	TCase *t = tcase_create("message");

	tcase_add_test(t, encode);
	tcase_add_test(t, size_part_keeps_its_length);
	tcase_add_test(t, parse_whole);
	tcase_add_test(t, parse_every_part);
	tcase_add_test(t, parse_every_byte_changed);
	tcase_add_loop_test(t, parse_envelopes, 0, COUNT(envelopes));
	tcase_add_test(t, nul_in_recipient);
	tcase_add_loop_test(t, check_address, 0, COUNT(addresses));
	tcase_add_test(t, check_address_length);
	tcase_add_test(t, load_files);
	tcase_add_test(t, load_the_largest);
	suite_add_tcase(s, t);
	return s;
}
