/* SPDX-License-Identifier: ISC */
/* Tests of nss_imap/: enumerating the registered accounts. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nss/suites.h"

/* Each entry with a buffer that grows until it fits: none is lost. */
static unsigned
walk_passwd(bool *alice, bool *carol)
{
	char buffer[512];
	struct passwd pw;
	unsigned n = 0;
	size_t size = 0;
	int error = 0;

	*alice = *carol = false;
	for (;;) {
		enum nss_status status =
		    _nss_imap_getpwent_r(&pw, buffer, size, &error);

		if (status == NSS_STATUS_TRYAGAIN) {
			ck_assert_int_eq(error, ERANGE);
			ck_assert_uint_lt(++size, sizeof(buffer));
			continue;
		}
		if (status != NSS_STATUS_SUCCESS)
			break;
		*alice |= strcmp(pw.pw_name, "alice@example.com") == 0;
		*carol |= strcmp(pw.pw_name, "carol@example.com") == 0;
		size = 0;
		n++;
	}
	ck_assert_int_eq(error, ENOENT);
	return n;
}

START_TEST(passwd)
{
	bool alice, carol;

	host_may_compute = true;
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(_nss_imap_setpwent(0), NSS_STATUS_SUCCESS);
		ck_assert_uint_eq(walk_passwd(&alice, &carol), 2);
		ck_assert(alice && carol);
	}
	ck_assert_int_eq(_nss_imap_endpwent(), NSS_STATUS_SUCCESS);
	ck_assert_int_eq(_nss_imap_endpwent(), NSS_STATUS_SUCCESS);
	/* Also without a start. */
	ck_assert_uint_eq(walk_passwd(&alice, &carol), 2);
	_nss_imap_endpwent();
}
END_TEST

START_TEST(groups)
{
	char buffer[512];
	struct group gr;
	int error = 0;

	ck_assert_int_eq(_nss_imap_setgrent(1), NSS_STATUS_SUCCESS);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(
		    _nss_imap_getgrent_r(&gr, buffer, sizeof(buffer), &error),
		    NSS_STATUS_SUCCESS);
		ck_assert(gr.gr_gid == HOST_ALICE || gr.gr_gid == HOST_CAROL);
		ck_assert_ptr_null(gr.gr_mem[0]);
	}
	ck_assert_int_eq(
	    _nss_imap_getgrent_r(&gr, buffer, sizeof(buffer), &error),
	    NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(_nss_imap_endgrent(), NSS_STATUS_SUCCESS);
}
END_TEST

/* Starting again forgets an entry that was waiting for a larger buffer. */
START_TEST(restart)
{
	char buffer[4];
	struct passwd pw;
	bool alice, carol;
	int error = 0;

	_nss_imap_setpwent(0);
	ck_assert_int_eq(
	    _nss_imap_getpwent_r(&pw, buffer, sizeof(buffer), &error),
	    NSS_STATUS_TRYAGAIN);
	_nss_imap_setpwent(0);
	ck_assert_uint_eq(walk_passwd(&alice, &carol), 2);
	_nss_imap_endpwent();
}
END_TEST

/* An enumeration holds one descriptor, closed on exec, and gives it back. */
START_TEST(descriptors)
{
	char buffer[512];
	struct passwd pw;
	int error = 0, before = dup(0), after;

	_nss_imap_setpwent(0);
	_nss_imap_getpwent_r(&pw, buffer, sizeof(buffer), &error);
	_nss_imap_endpwent();
	after = dup(0);
	ck_assert_int_eq(after, before + 1);
	close(after);
	close(before);
}
END_TEST

START_TEST(no_registry)
{
	char buffer[512];
	struct passwd pw;
	int error = 0;

	ck_assert_int_eq(rename("users", "away"), 0);
	_nss_imap_setpwent(0);
	ck_assert_int_eq(
	    _nss_imap_getpwent_r(&pw, buffer, sizeof(buffer), &error),
	    NSS_STATUS_NOTFOUND);
	_nss_imap_endpwent();
	ck_assert_int_eq(rename("away", "users"), 0);
}
END_TEST

Suite *
walk_suite(void)
{
	const TTest *const tests[] = {
	    passwd, groups, restart, descriptors, no_registry};

	return SCRATCH_SUITE("nss walk", tests, host_make);
}
