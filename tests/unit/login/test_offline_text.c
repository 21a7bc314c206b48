/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/offline_text.c: one text for each record. */
#include "config.h"

#include "login/suites.h"
#include "pam_imap/daemon/offline_text.h"

static const struct view machine =
    VIEW_LITERAL("0123456789abcdef0123456789abcdef");
static const struct view other_machine =
    VIEW_LITERAL("0123456789abcdef0123456789abcdee");
static const struct offline_record record = {.address = "alice@example.com",
    .uid = 2000300007,
    .stored = 1763888888,
    .seen = 1763888890,
    .wrong = {2, 3},
    .hash = "$y$j9T$jp3egizm5CXUUcvJMpPA..$dO/INCM7KGGXVAbr6Kvl2woujf5"};

static struct buf b;
static struct offline_record parsed;
static struct error e;

static void
set_up(void)
{
	buf_init(&b, OFFLINE_TEXT_SIZE);
	ck_assert(offline_text_put(&b, &record, machine));
}

static void
tear_down(void)
{
	buf_clear(&b);
}

static enum error_code
parse(struct view text)
{
	return offline_text_parse(text, machine, &parsed, &e);
}

START_TEST(round_trip)
{
	ck_assert_int_eq(parse(buf_view(&b)), ERROR_NONE);
	ck_assert_str_eq(parsed.address, record.address);
	ck_assert_str_eq(parsed.hash, record.hash);
	ck_assert_uint_eq(parsed.uid, record.uid);
	ck_assert_uint_eq(parsed.stored, record.stored);
	ck_assert_uint_eq(parsed.seen, record.seen);
	ck_assert_uint_eq(parsed.wrong[0], record.wrong[0]);
	ck_assert_uint_eq(parsed.wrong[1], record.wrong[1]);
	ck_assert_int_eq(
	    offline_text_parse(buf_view(&b), other_machine, &parsed, &e),
	    ERROR_INPUT);
	ck_assert_int_eq(
	    offline_text_parse(buf_view(&b), view_of(""), &parsed, &e),
	    ERROR_INPUT);
}
END_TEST

START_TEST(cut_and_longer)
{
	for (size_t n = 0; n < b.n; n++)
		ck_assert_int_eq(parse(view_make(b.p, n)), ERROR_INPUT);
	ck_assert(buf_add_byte(&b, '\n'));
	ck_assert_int_eq(parse(buf_view(&b)), ERROR_INPUT);
}
END_TEST

START_TEST(every_bit)
{
	for (size_t i = 0; i < b.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			b.p[i] = (char)(b.p[i] ^ (1 << bit));
			ck_assert_msg(parse(buf_view(&b)) == ERROR_INPUT,
			    "byte %zu, bit %u", i, bit);
			b.p[i] = (char)(b.p[i] ^ (1 << bit));
		}
	ck_assert_int_eq(parse(buf_view(&b)), ERROR_NONE);
}
END_TEST

/* Lines that another program could write, with any sum. */
static const char *const others[] = {
    "",
    "\n",
    "postern-offline 2\n",
    "postern-offline 1",
    "postern-offline 1\naddress Alice@example.com\nuid 1\n",
    "postern-offline 1\nuid 1\naddress alice@example.com\n",
    "postern-offline 1\naddress alice@example.com\nuid -1\n",
    "postern-offline 1\naddress alice@example.com\nuid 4294967296\n",
    "postern-offline 1\naddress alice@example.com\nuid\n",
    "postern-offline 1\naddress alice@example.com\nuid \n",
    "postern-offline 1\naddress alice@example.com\nuid 1\nstored 1\nseen 1\n"
    "wrong-here 1001\nwrong-remote 0\nhash x\n",
    "postern-offline 1\naddress alice@example.com\nuid 1\nstored 1\nseen 1\n"
    "wrong-here 1\nwrong-remote 0\nhash x",
    "postern-offline 1\naddress alice@example.com\nuid 01\nstored 1\nseen 1\n"
    "wrong-here 1\nwrong-remote 0\nhash x\nsum 0\n",
    "postern-offline 1\naddress alice@example.com\nuid 1\nstored 1\n"
    "seen 99999999999999999999\nwrong-here 1\nwrong-remote 0\nhash x\nsum 0\n",
    "postern-offline 1\r\naddress alice@example.com\r\n",
};

START_TEST(not_ours)
{
	for (size_t i = 0; i < COUNT(others); i++)
		ck_assert_msg(
		    parse(view_of(others[i])) == ERROR_INPUT, "row %zu", i);
}
END_TEST

static const struct {
	const char *id;
	bool ok;
} ids[] = {
    {"0123456789abcdef0123456789abcdef", true},
    {"00000000000000000000000000000001", true},
    {"00000000000000000000000000000000", false},
    {"0123456789ABCDEF0123456789abcdef", false},
    {"0123456789abcdef0123456789abcde", false},
    {"0123456789abcdef0123456789abcdef0", false},
    {"0123456789abcdef0123456789abcdeg", false},
    {"uninitialized", false},
    {"", false},
};

START_TEST(machines)
{
	for (size_t i = 0; i < COUNT(ids); i++)
		ck_assert(offline_text_check_machine(view_of(ids[i].id)) ==
		    ids[i].ok);
}
END_TEST

Suite *
offline_text_suite(void)
{
	const TTest *const tests[] = {
	    round_trip, cut_and_longer, every_bit, not_ours, machines};
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, tear_down);
	return suite_of_case(
	    "login offline text", all, tests, (int)COUNT(tests));
}
