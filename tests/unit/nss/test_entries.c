/* SPDX-License-Identifier: ISC */
/* Tests of nss_imap/: entries by name and by number. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nss/suites.h"

#define BUFFER 512

static char buffer[BUFFER];
static int error;

static enum nss_status
by_name(const char *name, struct passwd *pw)
{
	error = 0;
	return _nss_imap_getpwnam_r(name, pw, buffer, sizeof(buffer), &error);
}

static enum nss_status
by_uid(uid_t uid, struct passwd *pw)
{
	error = 0;
	return _nss_imap_getpwuid_r(uid, pw, buffer, sizeof(buffer), &error);
}

static void
check_alice(const struct passwd *pw)
{
	ck_assert_str_eq(pw->pw_name, "alice@example.com");
	ck_assert_str_eq(pw->pw_passwd, "*");
	ck_assert_uint_eq(pw->pw_uid, HOST_ALICE);
	ck_assert_uint_eq(pw->pw_gid, HOST_ALICE);
	ck_assert_str_eq(pw->pw_gecos, "");
	ck_assert_str_eq(pw->pw_dir, "/home/example.com/alice");
	ck_assert_str_eq(pw->pw_shell, "/bin/bash");
}

START_TEST(registered)
{
	struct passwd pw;

	errno = 77;
	ck_assert_int_eq(by_name("alice@example.com", &pw), NSS_STATUS_SUCCESS);
	check_alice(&pw);
	memset(&pw, 0, sizeof(pw));
	ck_assert_int_eq(by_uid(HOST_ALICE, &pw), NSS_STATUS_SUCCESS);
	check_alice(&pw);
	ck_assert_int_eq(errno, 77);
	ck_assert_int_eq(error, 0);
}
END_TEST

static const char *const strangers[] = {"bob@example.com", "bob", "root",
    "gone@example.com", "new@example.org", "Alice@example.com", "",
    "alice@example.com\n", "../by-uid/2000300001", "alice@example.com/",
    "taken@example.com"};

/* Whoever asks, these are no accounts. */
START_TEST(not_found)
{
	struct passwd pw;

	for (int i = 0; i < 2; i++, host_may_compute = true) {
		for (size_t k = 0; k < COUNT(strangers); k++) {
			errno = 77;
			ck_assert_msg(
			    by_name(strangers[k], &pw) == NSS_STATUS_NOTFOUND,
			    "'%s'", strangers[k]);
			ck_assert_int_eq(error, ENOENT);
			ck_assert_int_eq(errno, 77);
		}
		ck_assert_int_eq(by_uid(0, &pw), NSS_STATUS_NOTFOUND);
		ck_assert_int_eq(by_uid(1001, &pw), NSS_STATUS_NOTFOUND);
		ck_assert_int_eq(by_uid(2000300002, &pw), NSS_STATUS_NOTFOUND);
		ck_assert_int_eq(by_uid((uid_t)-1, &pw), NSS_STATUS_NOTFOUND);
	}
}
END_TEST

/* An account that is only allowed: for root alone, and not by number. */
START_TEST(computed)
{
	struct passwd pw;

	ck_assert_int_eq(by_name("new@example.com", &pw), NSS_STATUS_NOTFOUND);
	host_may_compute = true;
	ck_assert_int_eq(by_name("new@example.com", &pw), NSS_STATUS_SUCCESS);
	ck_assert_uint_eq(pw.pw_uid, 2000300009);
	ck_assert_uint_eq(pw.pw_gid, 2000300009);
	ck_assert_str_eq(pw.pw_dir, "/home/example.com/new");
	ck_assert_int_eq(by_uid(2000300009, &pw), NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(by_name("any@example.com", &pw), NSS_STATUS_SUCCESS);
	ck_assert_uint_ge(pw.pw_uid, 2000300000);
	ck_assert_uint_le(pw.pw_uid, 2000400000);
}
END_TEST

/* Without the registry nobody knows what is taken. */
START_TEST(no_registry)
{
	struct passwd pw;

	host_may_compute = true;
	ck_assert_int_eq(rename("users", "away"), 0);
	ck_assert_int_eq(by_name("new@example.com", &pw), NSS_STATUS_UNAVAIL);
	ck_assert_int_eq(by_name("alice@example.com", &pw), NSS_STATUS_UNAVAIL);
	ck_assert_int_eq(by_uid(HOST_ALICE, &pw), NSS_STATUS_UNAVAIL);
	ck_assert_int_eq(rename("away", "users"), 0);
}
END_TEST

START_TEST(no_accounts_file)
{
	struct passwd pw;

	host_may_compute = true;
	ck_assert_int_eq(unlink("accounts"), 0);
	ck_assert_int_eq(by_name("alice@example.com", &pw), NSS_STATUS_SUCCESS);
	ck_assert_int_eq(by_name("new@example.com", &pw), NSS_STATUS_NOTFOUND);
}
END_TEST

/* Records outside the range, whoever wrote them, are refused. */
START_TEST(outside_the_range)
{
	struct passwd pw;

	ck_assert_int_eq(symlink("mallory@example.com", "users/by-uid/0"), 0);
	ck_assert_int_eq(
	    symlink("0:/root:/bin/sh", "users/by-name/mallory@example.com"), 0);
	ck_assert_int_eq(symlink("eve@example.com", "users/by-uid/1001"), 0);
	ck_assert_int_eq(
	    symlink("1001:/home/bob:/bin/sh", "users/by-name/eve@example.com"),
	    0);
	host_may_compute = true;
	ck_assert_int_eq(
	    by_name("mallory@example.com", &pw), NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(by_name("eve@example.com", &pw), NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(by_uid(0, &pw), NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(by_uid(1001, &pw), NSS_STATUS_NOTFOUND);
}
END_TEST

/* Asks with each size; the byte behind it is never touched. */
START_TEST(every_passwd_size)
{
	static const size_t need = sizeof("alice@example.com") + sizeof("*") +
	    sizeof("") + sizeof("/home/example.com/alice") +
	    sizeof("/bin/bash");
	struct passwd pw;

	for (size_t n = 0; n < 128; n++) {
		enum nss_status want =
		    n < need ? NSS_STATUS_TRYAGAIN : NSS_STATUS_SUCCESS;

		memset(buffer, '#', sizeof(buffer));
		error = 0;
		errno = 77;
		ck_assert_int_eq(_nss_imap_getpwnam_r("alice@example.com", &pw,
				     buffer, n, &error),
		    want);
		ck_assert_int_eq(error, n < need ? ERANGE : 0);
		ck_assert_int_eq(errno, 77);
		ck_assert_int_eq(buffer[n], '#');
		if (n >= need)
			check_alice(&pw);
		ck_assert_int_eq(
		    _nss_imap_getpwuid_r(HOST_ALICE, &pw, buffer, n, &error),
		    want);
	}
}
END_TEST

static const struct {
	enum error_code code;
	enum nss_status status;
} statuses[] = {
    {ERROR_NONE, NSS_STATUS_SUCCESS},
    {ERROR_NOTFOUND, NSS_STATUS_NOTFOUND},
    {ERROR_EXISTS, NSS_STATUS_NOTFOUND},
    {ERROR_PROTOCOL, NSS_STATUS_NOTFOUND},
    {ERROR_SETTINGS, NSS_STATUS_NOTFOUND},
    {ERROR_SYSTEM, NSS_STATUS_UNAVAIL},
    {ERROR_LIMIT, NSS_STATUS_UNAVAIL},
    {ERROR_BUG, NSS_STATUS_UNAVAIL},
    {ERROR_MEMORY, NSS_STATUS_TRYAGAIN},
};

/* Only success is success, and "try again" never asks for a larger buffer. */
START_TEST(mapping)
{
	int reason;

	for (size_t i = 0; i < COUNT(statuses); i++)
		ck_assert_int_eq(nss_status_of(statuses[i].code, &reason),
		    statuses[i].status);
	for (int code = ERROR_NONE + 1; code <= ERROR_CODES; code++) {
		ck_assert_int_ne(nss_status_of((enum error_code)code, &reason),
		    NSS_STATUS_SUCCESS);
		ck_assert_int_ne(reason, ERANGE);
		ck_assert_int_ne(reason, 0);
	}
}
END_TEST

Suite *
entries_suite(void)
{
	const TTest *const tests[] = {registered, not_found, computed,
	    no_registry, no_accounts_file, outside_the_range, every_passwd_size,
	    mapping};

	return SCRATCH_SUITE("nss entries", tests, host_make);
}
