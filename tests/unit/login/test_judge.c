/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/judge.c: the account phase. */
#include "config.h"

#include <string.h>

#include "login/suites.h"

static enum verdict
account(const char *user, uid_t uid)
{
	return site_ask(PROTOCOL_ACCOUNT, user, uid, "");
}

START_TEST(registered)
{
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(
	    account("carol@example.com", SITE_CAROL), VERDICT_NOT_PERMITTED);
	ck_assert(site_log_has("account: carol@example.com: not permitted: it "
			       "is not registered"));
	ck_assert_int_eq(site_ask(PROTOCOL_AUTH, "carol@example.com", 0, "x"),
	    VERDICT_SUCCESS);
	ck_assert_int_eq(
	    account("carol@example.com", SITE_CAROL), VERDICT_SUCCESS);
	ck_assert(!site_log_has("account: carol@example.com:  ("));
	ck_assert_int_eq(
	    account("carol@example.com", 1001), VERDICT_NOT_PERMITTED);
}
END_TEST

/* Registered once, and denied since, or no longer on the list. */
START_TEST(no_longer)
{
	static const char *const files[] = {
	    "carol@example.com\n!carol@example.com\n", "alice@example.com\n",
	    "carol@example.com local=carol\n", ""};

	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(site_ask(PROTOCOL_AUTH, "carol@example.com", 0, "x"),
	    VERDICT_SUCCESS);
	for (size_t i = 0; i < COUNT(files); i++) {
		scratch_put("accounts", files[i]);
		ck_assert_int_eq(account("carol@example.com", SITE_CAROL),
		    VERDICT_NOT_PERMITTED);
	}
	scratch_put("accounts", "*@example.com\n");
	ck_assert_int_eq(
	    account("carol@example.com", SITE_CAROL), VERDICT_SUCCESS);
}
END_TEST

START_TEST(others)
{
	ck_assert_int_eq(account("root", 0xffffffff), VERDICT_UNKNOWN_USER);
	ck_assert_int_eq(account("tina", 1002), VERDICT_UNKNOWN_USER);
	ck_assert_int_eq(account("bob", SITE_BOB), VERDICT_SUCCESS);
}
END_TEST

Suite *
judge_suite(void)
{
	const TTest *const tests[] = {registered, no_longer, others};

	return SCRATCH_SUITE("login judge", tests, site_make);
}
