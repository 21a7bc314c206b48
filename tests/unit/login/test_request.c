/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/request.c: from a request to its reply. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "login/suites.h"
#include "users/registry.h"

static enum verdict
log_in(const char *user)
{
	return site_ask(PROTOCOL_AUTH, user, 0, "wonder land");
}

START_TEST(first_login)
{
	uid_t uid = site_uid("alice@example.com");

	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(log_in("alice@example.com"), VERDICT_SUCCESS);
	ck_assert_str_eq(site_asked(),
	    "imaps://mail.example.com:993 imap://[2001:db8::1]:1143 "
	    "ca=/etc/ca.pem mechanisms=PLAIN user=alice@example.com "
	    "[wonder land]");
	ck_assert(site_has("alice@example.com"));
	ck_assert_uint_eq(site_uid("alice@example.com"), uid);
	ck_assert_str_eq(site_reply.person, "for the person");
	ck_assert(site_log_has("login: alice@example.com: the server's "
			       "words (service sshd, from "
			       "192.0.2.1)"));
	ck_assert(site_log_has("account: alice@example.com: registered"));
	/* Again: it is there already. */
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(log_in("alice@example.com"), VERDICT_SUCCESS);
}
END_TEST

/* Nobody but the server's OK puts a name into the registry. */
START_TEST(every_verdict)
{
	char answer[16];

	for (unsigned v = 0; v < VERDICTS; v++) {
		if (v == VERDICT_SUCCESS)
			continue;
		snprintf(answer, sizeof(answer), "%u", v);
		site_answer(answer);
		ck_assert_uint_eq(log_in("dave@example.org"), v);
		ck_assert_str_eq(site_reply.log, "the server's words");
		ck_assert(!site_has("dave@example.org"));
	}
	ck_assert(site_log_has("alert: login: dave@example.org: untrusted"));
	ck_assert(site_log_has("alert: login: dave@example.org: violation"));
	ck_assert(site_log_has("info: login: dave@example.org: refused"));
	ck_assert(site_log_has("warning: login: dave@example.org: unreach"));
}
END_TEST

START_TEST(wildcard)
{
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(log_in("dave@example.org"), VERDICT_SUCCESS);
	ck_assert_ptr_nonnull(strstr(site_asked(), "user=dave ["));
	ck_assert(site_has("dave@example.org"));
}
END_TEST

START_TEST(local_account)
{
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(
	    site_ask(PROTOCOL_AUTH, "bob", SITE_BOB, "wonder land"),
	    VERDICT_SUCCESS);
	ck_assert_ptr_nonnull(strstr(site_asked(), "user=bob@example.com ["));
	ck_assert(site_log_has("login: bob (bob@example.com): the server"));
	ck_assert(!site_has("bob"));
	ck_assert(!site_has("bob@example.com"));
}
END_TEST

/* Who is refused without a word to the server. */
static const struct {
	const char *user;
	uid_t uid;
	const char *password;
	enum verdict verdict;
} refused[] = {
    {"mallory@example.org", 2000300009, "x", VERDICT_NOT_PERMITTED},
    {"nobody@example.com", 2000300009, "x", VERDICT_UNKNOWN_USER},
    {"bob@example.com", 2000300009, "x", VERDICT_UNKNOWN_USER},
    {"Alice@example.com", 2000300009, "x", VERDICT_UNKNOWN_USER},
    {"tina", 1002, "x", VERDICT_UNKNOWN_USER},
    {"root", 0xffffffff, "x", VERDICT_UNKNOWN_USER},
    {"toor", 5, "x", VERDICT_UNKNOWN_USER},
    {"", 1002, "x", VERDICT_UNKNOWN_USER},
    {"../bob", 1002, "x", VERDICT_UNKNOWN_USER},
    /* Numbers that are not what would be registered. */
    {"carol@example.com", 1001, "x", VERDICT_NOT_PERMITTED},
    {"carol@example.com", SITE_CAROL + 1, "x", VERDICT_NOT_PERMITTED},
    {"carol@example.com", 0xffffffff, "x", VERDICT_NOT_PERMITTED},
    {"carol@example.com", SITE_CAROL, "", VERDICT_EMPTY},
    {"carol@example.com", SITE_CAROL, "a\nb", VERDICT_EMPTY},
    {"carol@example.com", SITE_CAROL, "a\rb", VERDICT_EMPTY},
    /* A domain without a login section. */
    {"eve@example.net", 0, "x", VERDICT_SETTINGS},
};

START_TEST(without_the_server)
{
	site_answer(ANSWER_SUCCESS);
	for (size_t i = 0; i < COUNT(refused); i++) {
		ck_assert_msg(
		    site_ask(PROTOCOL_AUTH, refused[i].user, refused[i].uid,
			refused[i].password) == refused[i].verdict,
		    "row %zu: %s", i, site_reply.log);
		ck_assert_str_eq(site_asked(), "");
		ck_assert_str_ne(site_reply.log, "");
	}
	ck_assert(!site_has("carol@example.com"));
}
END_TEST

/* The only number of an address is taken: the log names the cure. */
START_TEST(taken)
{
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(log_in("carol@example.com"), VERDICT_SUCCESS);
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(
	    site_ask(PROTOCOL_AUTH, "twin@example.com", SITE_CAROL, "x"),
	    VERDICT_SETTINGS);
	ck_assert_str_eq(site_asked(), "");
	ck_assert(site_log_has("postern user add twin@example.com"));
	ck_assert(!site_has("twin@example.com"));
}
END_TEST

/* What passwd has is refused, though the server said yes. */
START_TEST(of_the_files)
{
	scratch_put("passwd", "odd:x:2000300007:1:::\n");
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(log_in("carol@example.com"), VERDICT_SETTINGS);
	ck_assert_ptr_nonnull(strstr(site_reply.log, "odd has number"));
	ck_assert(!site_has("carol@example.com"));
	scratch_put("passwd", "");
	scratch_put("uid_map", "0 100000 65536\n");
	ck_assert_int_eq(log_in("carol@example.com"), VERDICT_SETTINGS);
	ck_assert(!site_has("carol@example.com"));
}
END_TEST

/* A login that cannot be registered is none. */
START_TEST(registry_fails)
{
	ck_assert_int_eq(mkdir("users/by-uid", 0755), 0);
	scratch_put("users/by-name", "");
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_ne(log_in("carol@example.com"), VERDICT_SUCCESS);
	ck_assert_int_eq(unlink("users/by-name"), 0);
	ck_assert_int_eq(symlink("elsewhere", "users/by-name"), 0);
	ck_assert_int_eq(log_in("carol@example.com"), VERDICT_INTERNAL);
}
END_TEST

START_TEST(no_registry)
{
	uid_t uid = site_uid("alice@example.com");

	ck_assert_int_eq(rename("users", "away"), 0);
	site_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(site_ask(PROTOCOL_AUTH, "alice@example.com", uid, "x"),
	    VERDICT_SETTINGS);
	ck_assert_str_eq(site_asked(), "");
	ck_assert(site_log_has("error: login: alice@example.com: settings: "
			       "users"));
	ck_assert_int_eq(rename("away", "users"), 0);
}
END_TEST

START_TEST(bad_settings)
{
	static const char *const texts[] = {"login {{{", "nonsense = 1\n",
	    "login \"example.com\" { server = \"${HOME}\" }\n",
	    "login \"example.com\" { server = \"http://x\" }\n", ""};

	site_answer(ANSWER_SUCCESS);
	for (size_t i = 0; i < COUNT(texts); i++) {
		scratch_put("postern.conf", texts[i]);
		ck_assert_int_eq(log_in("alice@example.com"), VERDICT_SETTINGS);
		ck_assert_ptr_nonnull(strstr(site_reply.log, "postern.conf"));
	}
	ck_assert_int_eq(unlink("postern.conf"), 0);
	ck_assert_int_eq(log_in("alice@example.com"), VERDICT_SETTINGS);
	ck_assert_str_eq(site_asked(), "");
}
END_TEST

START_TEST(bad_accounts)
{
	uid_t uid = site_uid("alice@example.com");

	site_answer(ANSWER_SUCCESS);
	scratch_put("accounts",
	    "defaults range=2000300000-2000400000\n"
	    "alice@example\n"
	    "admin@example.com local=root\n"
	    "alice@example.com\n");
	ck_assert_int_eq(log_in("alice@example.com"), VERDICT_SUCCESS);
	ck_assert(site_log_has("accounts:2: skipped: 'alice@example' is no"));
	ck_assert(site_log_has("accounts:3: skipped: local=root"));
	scratch_put("accounts", "defaults range=1-2\nalice@example.com\n");
	ck_assert_int_eq(site_ask(PROTOCOL_AUTH, "alice@example.com", uid, "x"),
	    VERDICT_SETTINGS);
	ck_assert(site_log_has("accounts:1: skipped: range=1-2"));
	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(site_ask(PROTOCOL_AUTH, "alice@example.com", uid, "x"),
	    VERDICT_SETTINGS);
}
END_TEST

START_TEST(bad_workers)
{
	static const char *const ways[] = {"die", "rubbish", "99"};

	for (size_t i = 0; i < COUNT(ways); i++) {
		site_answer(ways[i]);
		ck_assert_msg(log_in("alice@example.com") == VERDICT_INTERNAL,
		    "%s", ways[i]);
		ck_assert(!site_has("alice@example.com"));
	}
	ck_assert_int_eq(unlink("imap-check"), 0);
	ck_assert_int_eq(log_in("alice@example.com"), VERDICT_INTERNAL);
	ck_assert(
	    suite_in_valgrind() || site_log_has("./imap-check: No such file"));
}
END_TEST

Suite *
request_suite(void)
{
	const TTest *const tests[] = {first_login, every_verdict, wildcard,
	    local_account, without_the_server, taken, of_the_files,
	    registry_fails, no_registry, bad_settings, bad_accounts,
	    bad_workers};

	return SCRATCH_SUITE("login request", tests, site_make);
}
