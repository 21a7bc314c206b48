/* SPDX-License-Identifier: ISC */
/* Tests of imap/codes. */
#include "config.h"

#include "imap/codes.h"
#include "imap/suites.h"

static const struct {
	const char *code;
	enum imap_meaning meaning;
	bool show;
} cases[] = {
    {"", IMAP_MEANS_REFUSED, false},
    {"AUTHENTICATIONFAILED", IMAP_MEANS_REFUSED, false},
    {"authorizationfailed", IMAP_MEANS_REFUSED, false},
    {"Expired", IMAP_MEANS_REFUSED, true},
    {"CONTACTADMIN", IMAP_MEANS_REFUSED, false},
    {"ALERT", IMAP_MEANS_REFUSED, true},
    {"REFERRAL", IMAP_MEANS_REFUSED, false},
    {"SOMETHING-NEW", IMAP_MEANS_REFUSED, false},
    {"UNAVAILABLE", IMAP_MEANS_BUSY, false},
    {"INUSE", IMAP_MEANS_BUSY, false},
    {"LIMIT", IMAP_MEANS_BUSY, false},
    {"SERVERBUG", IMAP_MEANS_BUSY, false},
    {"PRIVACYREQUIRED", IMAP_MEANS_UNABLE, false},
};

START_TEST(knows_codes)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct imap_code *row =
		    imap_code_find(view_of(cases[i].code));

		ck_assert_msg(
		    row->meaning == cases[i].meaning, "%s", cases[i].code);
		ck_assert_msg(row->show == cases[i].show, "%s", cases[i].code);
		ck_assert_uint_gt(view_of(row->text).n, 0);
	}
}
END_TEST

Suite *
codes_suite(void)
{
	const TTest *const tests[] = {knows_codes};

	return SUITE_OF("codes", tests);
}
