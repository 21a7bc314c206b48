/* SPDX-License-Identifier: ISC */
/* Tests of mail/international. */
#include "config.h"

#include "mail/international.h"
#include "mail/suites.h"

static const struct {
	const char *section;
	bool needs;
} sections[] = {
    {"", false},
    {"To: bob@example.com\r\n", false},
    {"To: j\xc3\xb6rg@example.com\r\n", true},
    {"Cc: a@b, J <j\xc3\xb6rg@example.com>\r\n", true},
    {"Resent-From: <j@b\xc3\xbc"
     "cher.example>\r\n",
	true},
    {"From: a@b\r\nReply-To: c@d,\r\n \xe4\xb8\xad@d\r\nTo: x@y\r\n", true},
    /* Names, text and comments do not count. */
    {"To: J\xc3\xb6rg <bob@example.com>\r\n", false},
    {"To: bob@example.com (J\xc3\xb6rg)\r\n", false},
    {"Subject: j\xc3\xb6rg@example.com\r\nTo: a@b\r\n", false},
    {"Message-ID: <j\xc3\xb6rg@example.com>\r\n", false},
    /* Neither do other charsets and what is no address. */
    {"To: j\xf6rg@example.com\r\n", false},
    {"To: <j\xc3\xb6rg@example.com\r\n", false},
    {"j\xc3\xb6rg@example.com\r\n", false},
};

START_TEST(needs)
{
	ck_assert_msg(international_header(view_of(sections[_i].section)) ==
		sections[_i].needs,
	    "%s", sections[_i].section);
}
END_TEST

/* A section that is cut anywhere does no harm. */
START_TEST(cut)
{
	struct view v = view_of(sections[5].section);

	for (size_t n = 0; n < v.n; n++)
		international_header(view_before(v, n));
	ck_assert(!international_header(view_before(v, 28)));
}
END_TEST

Suite *
international_suite(void)
{
	Suite *s = suite_create("international");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, needs, 0, COUNT(sections));
	tcase_add_test(t, cut);
	suite_add_tcase(s, t);
	return s;
}
