/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/whose.c: whose name is it, whatever is broken. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pam/suites.h"

/* Names that are asked for no password and sent nowhere. */
static const char *const others[] = {"root", "toor", "daemon", "nobody", "tina",
    "nobody-here", "eve@example.com", "zero@example.com", "files@example.com",
    "bob@example.com", "daemon@example.com", "Alice@example.com",
    "alice@example.com@example.com", "@", "alice@", "\xc3\xa9@example.com",
    "alice@example.com\n"};

static void
check_others(const char *what)
{
	for (size_t i = 0; i < COUNT(others); i++) {
		ck_assert_msg(app_run(others[i], AUTH, 0) == PAM_USER_UNKNOWN,
		    "%s: '%s'", what, others[i]);
		ck_assert_uint_eq(talk.prompts, 0);
		ck_assert_str_eq(app_request(), "");
		ck_assert_str_eq(app_user, others[i]);
		ck_assert_int_eq(
		    app_run(others[i], PASSWORD, 0), PAM_USER_UNKNOWN);
	}
}

START_TEST(not_ours)
{
	app_answer(ANSWER_SUCCESS);
	check_others("all is well");
	for (size_t i = 0; i < COUNT(others); i++)
		ck_assert_int_eq(
		    app_run(others[i], ACCOUNT, 0), PAM_USER_UNKNOWN);
}
END_TEST

/* Local names, of which some have a local= line when it can be read. */
static void
check_locals(const char *what)
{
	static const char *const locals[] = {
	    "root", "toor", "daemon", "nobody", "tina", "bob"};

	for (size_t i = 0; i < COUNT(locals); i++) {
		ck_assert_msg(app_run(locals[i], AUTH, 0) == PAM_USER_UNKNOWN,
		    "%s: %s", what, locals[i]);
		ck_assert_uint_eq(talk.prompts, 0);
		ck_assert_int_eq(
		    app_run(locals[i], ACCOUNT, 0), PAM_USER_UNKNOWN);
	}
}

START_TEST(broken_accounts)
{
	app_answer(ANSWER_SUCCESS);
	scratch_put("accounts", "\001\377 = =\n@@@\nalice@example.com uid=x\n");
	check_locals("nonsense");
	ck_assert_int_eq(
	    app_run("alice@example.com", AUTH, 0), PAM_USER_UNKNOWN);
	ck_assert_int_eq(unlink("accounts"), 0);
	check_locals("no file");
	ck_assert_int_eq(
	    app_run("alice@example.com", AUTH, 0), PAM_USER_UNKNOWN);
	ck_assert_int_eq(mkdir("accounts", 0755), 0);
	check_locals("a directory");
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SYSTEM_ERR);
	ck_assert_uint_eq(talk.prompts, 0);
}
END_TEST

START_TEST(missing_program)
{
	static const char *const names[] = {"root", "tina", "daemon"};

	ck_assert_int_eq(unlink("postern-login"), 0);
	for (size_t i = 0; i < COUNT(names); i++)
		ck_assert_int_eq(app_run(names[i], AUTH, 0), PAM_USER_UNKNOWN);
	ck_assert_int_eq(app_run("bob", AUTH, 0), PAM_SYSTEM_ERR);
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SYSTEM_ERR);
	ck_assert_int_eq(
	    app_run("alice@example.com", ACCOUNT, 0), PAM_SYSTEM_ERR);
}
END_TEST

/* Allowed, and name service does not say so: something must be mended. */
START_TEST(name_service_is_silent)
{
	ck_assert_int_eq(app_run("new@example.com", AUTH, 0), PAM_SYSTEM_ERR);
	ck_assert_uint_eq(talk.prompts, 0);
	scratch_put("not-root", "");
	ck_assert_int_eq(app_run("new@example.com", AUTH, 0), PAM_USER_UNKNOWN);
}
END_TEST

static void
register_as(const char *name, const char *uid)
{
	char path[128], record[64];

	mkdir("users/by-uid", 0755);
	mkdir("users/by-name", 0755);
	snprintf(path, sizeof(path), "users/by-uid/%s", uid);
	ck_assert_int_eq(symlink(name, path), 0);
	snprintf(path, sizeof(path), "users/by-name/%s", name);
	snprintf(record, sizeof(record), "%s:/home/x:/bin/sh", uid);
	ck_assert_int_eq(symlink(record, path), 0);
}

/*
 * A registered account keeps its name and number when its line goes away: it
 * is still ours to refuse, or an SSH key would open it.
 */
START_TEST(registered_without_a_line)
{
	static const struct {
		const char *name, *uid;
	} accounts[] = {
	    {"was@example.com", "2000300004"},
	    {"bob@example.com", "2000300003"},
	};

	app_answer(ANSWER_NOT_PERMITTED);
	for (size_t i = 0; i < COUNT(accounts); i++) {
		register_as(accounts[i].name, accounts[i].uid);
		ck_assert_int_eq(
		    app_run(accounts[i].name, ACCOUNT, 0), PAM_PERM_DENIED);
		ck_assert_int_eq(
		    app_run(accounts[i].name, PASSWORD, 0), PAM_PERM_DENIED);
	}
	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(
	    app_run("was@example.com", ACCOUNT, 0), PAM_PERM_DENIED);
}
END_TEST

/* A local account may have an address for its name. */
START_TEST(local_name_with_a_sign)
{
	scratch_put("passwd", "files@example.com:x:1003:1003::/:/bin/sh\n");
	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(mkdir("accounts", 0755), 0);
	ck_assert_int_eq(
	    app_run("files@example.com", AUTH, 0), PAM_USER_UNKNOWN);
	ck_assert_int_eq(
	    app_run("files@example.com", ACCOUNT, 0), PAM_USER_UNKNOWN);
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SYSTEM_ERR);
}
END_TEST

/* Neither a typo nor a line for it takes such an account over. */
START_TEST(local_name_that_is_listed)
{
	static const char *const ranges[] = {"2000300000-2000400000",
	    "2000300000", "1000-2000", "2000300000-2000400000 range=1-2"};
	char text[256];

	app_answer(ANSWER_SUCCESS);
	scratch_put("passwd", "files@example.com:x:1003:1003::/:/bin/sh\n");
	for (size_t i = 0; i < COUNT(ranges); i++) {
		snprintf(text, sizeof(text),
		    "defaults range=%s\nfiles@example.com\n*@example.com\n",
		    ranges[i]);
		scratch_put("accounts", text);
		for (enum phase phase = AUTH; phase <= PASSWORD; phase++)
			ck_assert_msg(app_run("files@example.com", phase, 0) ==
				PAM_USER_UNKNOWN,
			    "range %s, phase %d", ranges[i], (int)phase);
		ck_assert_uint_eq(talk.prompts, 0);
	}
}
END_TEST

/* Without a daemon only root can ask. */
START_TEST(not_root)
{
	app_answer(ANSWER_SUCCESS);
	scratch_put("not-root", "");
	ck_assert_int_eq(
	    app_run("alice@example.com", AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	ck_assert_uint_eq(talk.prompts, 0);
	ck_assert_int_eq(app_run("bob", AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	ck_assert_int_eq(app_run("tina", AUTH, 0), PAM_USER_UNKNOWN);
	ck_assert_str_eq(app_request(), "");
}
END_TEST

Suite *
names_suite(void)
{
	const TTest *const tests[] = {not_ours, broken_accounts,
	    missing_program, name_service_is_silent, registered_without_a_line,
	    local_name_with_a_sign, local_name_that_is_listed, not_root};

	return SCRATCH_SUITE("pam names", tests, app_make);
}
