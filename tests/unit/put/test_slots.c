/* SPDX-License-Identifier: ISC */
/* How many of one user come in by the socket at a time. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "put/site.h"
#include "sendmail-shim/queue-put/slots.h"

static char path[] = "/tmp/postern-slots-XXXXXX";

START_TEST(eight_of_a_user)
{
	int slots[LIMIT_SUBMIT_SLOTS], other, file = mkstemp(path);
	struct error e;

	ck_assert_int_ge(file, 0);
	for (int i = 0; i < LIMIT_SUBMIT_SLOTS; i++)
		ck_assert_int_eq(
		    slots_take(path, 1000, &slots[i], &e), ERROR_NONE);
	ck_assert_int_eq(slots_take(path, 1000, &other, &e), ERROR_LATER);
	ck_assert_int_eq(other, -1);
	ck_assert_ptr_nonnull(strstr(e.text, "uid 1000 hands in 8"));
	ck_assert_int_eq(slots_take(path, 1001, &other, &e), ERROR_NONE);
	close(other);
	ck_assert_int_eq(slots_take(path, 999, &other, &e), ERROR_NONE);
	close(other);
	ck_assert_int_eq(slots_take(path, (uid_t)-2, &other, &e), ERROR_NONE);
	close(other);
	close(slots[3]);
	ck_assert_int_eq(slots_take(path, 1000, &slots[3], &e), ERROR_NONE);
	for (int i = 0; i < LIMIT_SUBMIT_SLOTS; i++)
		close(slots[i]);
	close(file);
	unlink(path);
}
END_TEST

START_TEST(no_file)
{
	struct error e;
	int slot;

	ck_assert_int_eq(
	    slots_take("/nowhere/slots", 1000, &slot, &e), ERROR_SYSTEM);
	ck_assert_int_eq(slot, -1);
	ck_assert_ptr_nonnull(strstr(e.text, "systemd-tmpfiles"));
}
END_TEST

Suite *
slots_suite(void)
{
	const TTest *const tests[] = {eight_of_a_user, no_file};

	return SUITE_OF("slots", tests);
}
