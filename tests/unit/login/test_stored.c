/* SPDX-License-Identifier: ISC */
/* Tests of postern-login's conversations: what is stored, and when it counts.
 */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "login/suites.h"

#define CAROL "carol@example.com"
#define STORED "offline/" CAROL
#define RIGHT "wonder land"

static void
set_up(void)
{
	site_make();
	ck_assert_int_eq(mkdir("offline", 0700), 0);
	scratch_put("machine-id", "0123456789abcdef0123456789abcdef\n");
	scratch_put("postern.conf",
	    "login \"example.com\" {\n"
	    "  server = \"imaps://mail.example.com\"\n"
	    "  offline = \"7d\"\n"
	    "}\n");
}

static bool
is_stored(void)
{
	return access(STORED, F_OK) == 0;
}

/* What a login with this password comes to when imap-check says that. */
static enum verdict
log_in(enum verdict server, const char *password)
{
	char answer[16];

	snprintf(answer, sizeof(answer), "%u", (unsigned)server);
	site_answer(answer);
	return site_ask(PROTOCOL_AUTH, CAROL, SITE_CAROL, password);
}

static void
store(void)
{
	ck_assert_int_eq(log_in(VERDICT_SUCCESS, RIGHT), VERDICT_SUCCESS);
	ck_assert(is_stored());
}

/* Only where no server could be asked: the table's word. */
START_TEST(every_verdict)
{
	store();
	for (unsigned v = 0; v < VERDICTS; v++) {
		bool counts = verdict_row(v)->offline_allowed;

		if (v == VERDICT_SUCCESS)
			continue;
		ck_assert_uint_eq(
		    log_in(v, RIGHT), counts ? VERDICT_SUCCESS : v);
		ck_assert_str_eq(site_reply.person,
		    counts ? "Your mail server cannot be reached; signed in "
			     "with the stored password."
			   : "for the person");
		if (v == VERDICT_REFUSED) {
			ck_assert(!is_stored());
			store();
		}
		ck_assert_uint_eq(log_in(v, "wonder lan"), v);
		ck_assert(is_stored());
		store();
	}
	ck_assert(verdict_row(VERDICT_UNREACHABLE)->offline_allowed);
	ck_assert(site_log_has("signed in with the stored password, since the "
			       "server is unreachable"));
}
END_TEST

/* Nobody is registered, and nothing stored, by a stored password. */
START_TEST(never_in)
{
	ck_assert_int_eq(
	    log_in(VERDICT_UNREACHABLE, RIGHT), VERDICT_UNREACHABLE);
	ck_assert(!is_stored());
	ck_assert(!site_has(CAROL));
	store();
	ck_assert_int_eq(rename("users", "away"), 0);
	ck_assert_int_eq(mkdir("users", 0755), 0);
	ck_assert_int_eq(
	    log_in(VERDICT_UNREACHABLE, RIGHT), VERDICT_UNREACHABLE);
	ck_assert(!site_has(CAROL));
}
END_TEST

/* A denied address gets in with no password. */
START_TEST(denied)
{
	store();
	scratch_put("accounts", CAROL " uid=2000300007\n!" CAROL "\n");
	ck_assert_int_eq(
	    log_in(VERDICT_UNREACHABLE, RIGHT), VERDICT_NOT_PERMITTED);
	scratch_put("accounts", "alice@example.com\n");
	ck_assert_int_eq(
	    log_in(VERDICT_UNREACHABLE, RIGHT), VERDICT_UNKNOWN_USER);
}
END_TEST

/* What cannot be stored makes no difference to who gets in. */
START_TEST(cannot_store)
{
	ck_assert_int_eq(chmod("offline", 0755), 0);
	ck_assert_int_eq(log_in(VERDICT_SUCCESS, RIGHT), VERDICT_SUCCESS);
	ck_assert(!is_stored());
	ck_assert(site_log_has(
	    "warning: offline: " CAROL ": the password is not stored: "));
	ck_assert_int_eq(
	    log_in(VERDICT_UNREACHABLE, RIGHT), VERDICT_UNREACHABLE);
	ck_assert_int_eq(chmod("offline", 0700), 0);
	ck_assert_int_eq(unlink("machine-id"), 0);
	ck_assert_int_eq(log_in(VERDICT_SUCCESS, RIGHT), VERDICT_SUCCESS);
	ck_assert(!is_stored());
	ck_assert(site_log_has("machine-id: "));
	ck_assert_int_eq(rename("offline", "away"), 0);
	ck_assert_int_eq(log_in(VERDICT_SUCCESS, RIGHT), VERDICT_SUCCESS);
	ck_assert_int_eq(
	    log_in(VERDICT_UNREACHABLE, RIGHT), VERDICT_UNREACHABLE);
	ck_assert_int_eq(log_in(VERDICT_REFUSED, RIGHT), VERDICT_REFUSED);
}
END_TEST

Suite *
stored_suite(void)
{
	const TTest *const tests[] = {
	    every_verdict, never_in, denied, cannot_store};

	return SCRATCH_SUITE("login stored", tests, set_up);
}
