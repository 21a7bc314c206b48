/* SPDX-License-Identifier: ISC */
/* Tests of nss_imap/: private groups, and the groups of an account. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nss/suites.h"

#define BUFFER 64

static void
check_alice(const struct group *gr)
{
	ck_assert_str_eq(gr->gr_name, "alice@example.com");
	ck_assert_str_eq(gr->gr_passwd, "*");
	ck_assert_uint_eq(gr->gr_gid, HOST_ALICE);
	ck_assert_ptr_null(gr->gr_mem[0]);
}

/* Every size at every alignment, and never a byte beyond. */
START_TEST(every_size)
{
	char buffer[BUFFER + 16];
	struct group gr;
	int error;

	for (size_t skew = 0; skew < sizeof(char *); skew++) {
		for (size_t n = 0; n < BUFFER; n++) {
			char *at = buffer + skew;
			enum nss_status status;

			memset(buffer, '#', sizeof(buffer));
			error = 0;
			errno = 77;
			status = _nss_imap_getgrnam_r(
			    "alice@example.com", &gr, at, n, &error);
			ck_assert_int_eq(at[n], '#');
			ck_assert_int_eq(errno, 77);
			if (status == NSS_STATUS_SUCCESS) {
				ck_assert_uint_ge(n,
				    sizeof("alice@example.com") + sizeof("*") +
					sizeof(char *));
				check_alice(&gr);
			} else {
				ck_assert_int_eq(status, NSS_STATUS_TRYAGAIN);
				ck_assert_int_eq(error, ERANGE);
				ck_assert_uint_lt(n, 40);
			}
			ck_assert_int_eq(_nss_imap_getgrgid_r(
					     HOST_ALICE, &gr, at, n, &error),
			    status);
		}
	}
}
END_TEST

START_TEST(not_found)
{
	char buffer[BUFFER];
	struct group gr;
	int error;

	host_may_compute = true;
	ck_assert_int_eq(
	    _nss_imap_getgrnam_r("people", &gr, buffer, sizeof(buffer), &error),
	    NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(_nss_imap_getgrnam_r("bob@example.com", &gr, buffer,
			     sizeof(buffer), &error),
	    NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(
	    _nss_imap_getgrgid_r(1500, &gr, buffer, sizeof(buffer), &error),
	    NSS_STATUS_NOTFOUND);
	ck_assert_int_eq(_nss_imap_getgrnam_r("new@example.com", &gr, buffer,
			     sizeof(buffer), &error),
	    NSS_STATUS_SUCCESS);
	ck_assert_uint_eq(gr.gr_gid, 2000300009);
}
END_TEST

/* Who asks with which primary group and limit, and what is added. */
static const struct {
	const char *user;
	gid_t primary;
	long limit;
	enum nss_status status;
	long n;
	gid_t groups[2];
} rows[] = {
    {"alice@example.com", HOST_ALICE, -1, NSS_STATUS_SUCCESS, 1, {1500, 0}},
    {"alice@example.com", 7, -1, NSS_STATUS_SUCCESS, 2, {HOST_ALICE, 1500}},
    {"alice@example.com", 7, 1, NSS_STATUS_SUCCESS, 1, {HOST_ALICE, 0}},
    {"alice@example.com", 1500, 0, NSS_STATUS_SUCCESS, 1, {HOST_ALICE, 0}},
    {"carol@example.com", HOST_CAROL, -1, NSS_STATUS_SUCCESS, 0, {0, 0}},
    {"new@example.com", 2000300009, -1, NSS_STATUS_SUCCESS, 1, {1500, 0}},
    /* group=staff is a system group, which no mailbox gives. */
    {"sys@example.com", 2000300010, -1, NSS_STATUS_SUCCESS, 0, {0, 0}},
    {"bob", 1001, -1, NSS_STATUS_NOTFOUND, 0, {0, 0}},
    {"bob@example.com", 1001, -1, NSS_STATUS_NOTFOUND, 0, {0, 0}},
    {"gone@example.com", 1001, -1, NSS_STATUS_NOTFOUND, 0, {0, 0}},
    {"root", 0, -1, NSS_STATUS_NOTFOUND, 0, {0, 0}},
};

START_TEST(of_an_account)
{
	host_may_compute = true;
	for (size_t i = 0; i < COUNT(rows); i++) {
		long start = 1, size = 1;
		gid_t *groups = malloc(sizeof(*groups));
		int error = 0;

		ck_assert_ptr_nonnull(groups);
		groups[0] = 42;
		ck_assert_msg(
		    _nss_imap_initgroups_dyn(rows[i].user, rows[i].primary,
			&start, &size, &groups,
			rows[i].limit > 0 ? rows[i].limit + 1 : rows[i].limit,
			&error) == rows[i].status,
		    "row %zu", i);
		ck_assert_int_eq(start, 1 + rows[i].n);
		ck_assert_int_le(start, size);
		ck_assert_uint_eq(groups[0], 42);
		for (long k = 0; k < rows[i].n; k++)
			ck_assert_uint_eq(groups[k + 1], rows[i].groups[k]);
		free(groups);
	}
}
END_TEST

/* What is in the list already is not added again. */
START_TEST(no_doubles)
{
	long start = 1, size = 1;
	gid_t *groups = malloc(sizeof(*groups));
	int error;

	ck_assert_ptr_nonnull(groups);
	groups[0] = 1500;
	ck_assert_int_eq(_nss_imap_initgroups_dyn("alice@example.com",
			     HOST_ALICE, &start, &size, &groups, -1, &error),
	    NSS_STATUS_SUCCESS);
	ck_assert_int_eq(start, 1);
	free(groups);
}
END_TEST

Suite *
groups_suite(void)
{
	const TTest *const tests[] = {
	    every_size, not_found, of_an_account, no_doubles};

	return SCRATCH_SUITE("nss groups", tests, host_make);
}
