/* SPDX-License-Identifier: ISC */
/* Tests of what may be submitted. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "queue/limits.h"
#include "queue/suites.h"

#define HEAD "postern-limits 1\n"
#define VALUES "size 65536\nfree 1024\nmessages 3\nbytes 5000\n"
#define WHOLE                              \
	HEAD VALUES "submitter 1000\n"     \
		    "submitter 1001\n"     \
		    "group 8\n"            \
		    "use 1000 2 4096\n"    \
		    "use 4294967294 0 0\n" \
		    "end\n"

static struct limits l;
static struct error e;

static void
set_up(void)
{
	limits_init(&l);
}

static void
tear_down(void)
{
	limits_clear(&l);
}

static void
check_built_in(void)
{
	ck_assert_uint_eq(l.size, LIMIT_MESSAGE);
	ck_assert_uint_eq(l.free, LIMIT_FREE_SPACE);
	ck_assert_uint_eq(l.messages, LIMIT_USER_MESSAGES);
	ck_assert_uint_eq(l.bytes, LIMIT_USER_BYTES);
	ck_assert_uint_eq(l.n_submitters + l.n_groups + l.n_uses, 0);
}

static void
load(const char *text)
{
	ck_assert_msg(
	    limits_parse(view_of(text), &l, &e) == ERROR_NONE, "%s", e.text);
}

START_TEST(built_in)
{
	check_built_in();
}
END_TEST

START_TEST(whole)
{
	struct buf b;

	load(WHOLE);
	ck_assert_uint_eq(l.size, 65536);
	ck_assert_uint_eq(l.free, 1024);
	ck_assert_uint_eq(l.messages, 3);
	ck_assert_uint_eq(l.bytes, 5000);
	ck_assert_uint_eq(l.n_submitters, 2);
	ck_assert_uint_eq(l.submitters[1], 1001);
	ck_assert_uint_eq(l.groups[0], 8);
	ck_assert_uint_eq(limits_find(&l, 1000).messages, 2);
	ck_assert_uint_eq(limits_find(&l, 1000).bytes, 4096);
	ck_assert_uint_eq(limits_find(&l, 1001).messages, 0);
	buf_init(&b, 4096);
	ck_assert(limits_encode(&l, &b));
	ck_assert_str_eq(buf_str(&b), WHOLE);
	buf_clear(&b);
}
END_TEST

START_TEST(smallest)
{
	load(HEAD VALUES "end\n");
	ck_assert_uint_eq(l.n_submitters + l.n_groups + l.n_uses, 0);
}
END_TEST

/* A file that was cut anywhere says nothing. */
START_TEST(every_part)
{
	for (size_t n = 0; n < strlen(WHOLE); n++) {
		ck_assert_msg(
		    limits_parse(view_make(WHOLE, n), &l, &e) == ERROR_INPUT,
		    "%zu bytes", n);
		check_built_in();
	}
}
END_TEST

static const char *const malformed[] = {
    "",
    "\n",
    "postern-limits 2\n" VALUES "end\n",
    HEAD "end\n",
    HEAD "free 1\nsize 1\nmessages 1\nbytes 1\nend\n",
    HEAD "size 1\nfree 1\nmessages 1\nend\n",
    HEAD VALUES "size 1\nend\n",
    HEAD VALUES "end",
    HEAD VALUES "end\nx",
    HEAD VALUES "end\n\n",
    HEAD VALUES "\nend\n",
    HEAD VALUES "end 1\n",
    HEAD VALUES "other 1\nend\n",
    HEAD VALUES "submitter\nend\n",
    HEAD VALUES "submitter x\nend\n",
    HEAD VALUES "submitter 1 2\nend\n",
    HEAD VALUES "submitter 4294967295\nend\n",
    HEAD VALUES "submitter -1\nend\n",
    HEAD VALUES "use 1 2\nend\n",
    HEAD VALUES "use 1 2 3 4\nend\n",
    HEAD VALUES "use 1  2 3\nend\n",
    HEAD VALUES "use 1 2 3 \nend\n",
    HEAD VALUES "use 1 2 9223372036854775808\nend\n",
    HEAD VALUES "group 8\nsubmitter 1\nend\n",
};

START_TEST(refuses)
{
	ck_assert_int_eq(
	    limits_parse(view_of(malformed[_i]), &l, &e), ERROR_INPUT);
	check_built_in();
}
END_TEST

START_TEST(who_may)
{
	static const gid_t groups[] = {100, 8};
	struct limits_caller c = {.uid = 1002};

	ck_assert_int_eq(limits_check_caller(&l, &c, &e), ERROR_NONE);
	load(WHOLE);
	ck_assert_int_eq(limits_check_caller(&l, &c, &e), ERROR_REFUSED);
	ck_assert_ptr_nonnull(strstr(e.text, "uid 1002 may not send"));
	c.groups = groups;
	c.n_groups = 1;
	ck_assert_int_eq(limits_check_caller(&l, &c, &e), ERROR_REFUSED);
	c.n_groups = 2;
	ck_assert_int_eq(limits_check_caller(&l, &c, &e), ERROR_NONE);
	c.n_groups = 0;
	c.uid = 1001;
	ck_assert_int_eq(limits_check_caller(&l, &c, &e), ERROR_NONE);
	c.uid = 0;
	ck_assert_int_eq(limits_check_caller(&l, &c, &e), ERROR_NONE);
}
END_TEST

START_TEST(group_alone)
{
	struct limits_caller c = {.uid = 1002};

	load(HEAD VALUES "group 8\nend\n");
	ck_assert_int_eq(limits_check_caller(&l, &c, &e), ERROR_REFUSED);
}
END_TEST

START_TEST(how_much)
{
	struct limits_use use = {.uid = 1000, .messages = 3, .bytes = 5000};

	load(WHOLE);
	ck_assert_int_eq(limits_check_size(&l, 65536, &e), ERROR_NONE);
	ck_assert_int_eq(limits_check_size(&l, 65537, &e), ERROR_INPUT);
	ck_assert_int_eq(limits_check_free(&l, 1024, &e), ERROR_NONE);
	ck_assert_int_eq(limits_check_free(&l, 1023, &e), ERROR_LATER);
	ck_assert_int_eq(limits_check_use(&l, &use, &e), ERROR_NONE);
	use.messages = 4;
	ck_assert_int_eq(limits_check_use(&l, &use, &e), ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "user-messages"));
	use.messages = 1;
	use.bytes = 5001;
	ck_assert_int_eq(limits_check_use(&l, &use, &e), ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "user-bytes"));
	use.uid = 0;
	ck_assert_int_eq(limits_check_use(&l, &use, &e), ERROR_NONE);
}
END_TEST

START_TEST(no_quota)
{
	struct limits_use use = {1000, INT64_MAX, INT64_MAX};

	load(HEAD "size 1\nfree 0\nmessages 0\nbytes 0\nend\n");
	ck_assert_int_eq(limits_check_use(&l, &use, &e), ERROR_NONE);
	ck_assert_int_eq(limits_check_free(&l, 0, &e), ERROR_NONE);
}
END_TEST

START_TEST(lists_grow)
{
	for (unsigned i = 0; i < 1000; i++)
		ck_assert(
		    limits_add_use(&l, &(struct limits_use){i, i, 2 * i}));
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_uint_eq(limits_find(&l, i).bytes, 2 * i);
}
END_TEST

Suite *
limits_suite(void)
{
	Suite *s = suite_create("limits");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, built_in);
	tcase_add_test(t, whole);
	tcase_add_test(t, smallest);
	tcase_add_test(t, every_part);
	tcase_add_loop_test(t, refuses, 0, COUNT(malformed));
	tcase_add_test(t, who_may);
	tcase_add_test(t, group_alone);
	tcase_add_test(t, how_much);
	tcase_add_test(t, no_quota);
	tcase_add_test(t, lists_grow);
	suite_add_tcase(s, t);
	return s;
}
