/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/offline.c: when a stored password decides. */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "login/offline_site.h"
#include "login/suites.h"

static bool
is_there(void)
{
	return access(ALICE_FILE, F_OK) == 0;
}

static enum error_code
drop(const char *password)
{
	return offline_drop_refused(
	    &offline_places, offline_alice(password), &offline_error);
}

START_TEST(right_and_wrong)
{
	static const char *const wrong[] = {
	    "", "wonder lan", "wonder land ", "Wonder land"};
	struct stat st;

	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	offline_put();
	ck_assert_int_eq(stat(ALICE_FILE, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_ptr_null(strstr(scratch_read(ALICE_FILE), "wonder"));
	for (size_t i = 0; i < COUNT(wrong); i++)
		ck_assert_int_eq(offline_try(wrong[i]), ERROR_DENIED);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
	/* Another password takes its place. */
	ck_assert_int_eq(offline_store(&offline_places, offline_alice("new"),
			     NOW, &offline_error),
	    ERROR_NONE);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_DENIED);
	ck_assert_int_eq(offline_try("new"), ERROR_NONE);
}
END_TEST

/* Two entries of one password have nothing in common. */
START_TEST(salted)
{
	char first[1024];

	offline_put();
	snprintf(first, sizeof(first), "%s",
	    strstr(scratch_read(ALICE_FILE), "hash "));
	offline_put();
	ck_assert_str_ne(first, strstr(scratch_read(ALICE_FILE), "hash "));
}
END_TEST

static const struct {
	int64_t now;
	int64_t max_age;
	enum error_code code;
} times[] = {
    {NOW, DAYS, ERROR_NONE},
    {NOW, 1, ERROR_NONE},
    {NOW + DAYS, DAYS, ERROR_NONE},
    /* Seen at that time above, so that now it is from the future. */
    {NOW + DAYS - 1, DAYS, ERROR_NOTFOUND},
    {NOW + DAYS, 0, ERROR_NOTFOUND},
    {NOW + DAYS, -1, ERROR_NOTFOUND},
    {NOW + DAYS, INT64_MAX, ERROR_NONE},
    {NOW - 1, DAYS, ERROR_NOTFOUND},
    {0, DAYS, ERROR_NOTFOUND},
    {-1, DAYS, ERROR_NOTFOUND},
    {INT64_MIN, INT64_MAX, ERROR_NOTFOUND},
};

START_TEST(times_of_day)
{
	offline_put();
	for (size_t i = 0; i < COUNT(times); i++)
		ck_assert_msg(
		    offline_verify(&offline_places, offline_alice(RIGHT),
			times[i].now, times[i].max_age,
			&offline_error) == times[i].code,
		    "row %zu: %s", i, offline_error.text);
	/* Too old once is gone for good. */
	ck_assert_int_eq(offline_verify(&offline_places, offline_alice(RIGHT),
			     NOW + DAYS + 1, DAYS, &offline_error),
	    ERROR_NOTFOUND);
	ck_assert(!is_there());
}
END_TEST

START_TEST(whose)
{
	struct offline_entry *entry;

	offline_put();
	entry = offline_alice(RIGHT);
	entry->uid++;
	ck_assert_int_eq(
	    offline_verify(&offline_places, entry, NOW, DAYS, &offline_error),
	    ERROR_NOTFOUND);
	entry = offline_alice(RIGHT);
	snprintf(entry->address, sizeof(entry->address), "bob@example.com");
	ck_assert_int_eq(
	    offline_verify(&offline_places, entry, NOW, DAYS, &offline_error),
	    ERROR_NOTFOUND);
	ck_assert_int_eq(rename(ALICE_FILE, "login/bob@example.com"), 0);
	ck_assert_int_eq(
	    offline_verify(&offline_places, entry, NOW, DAYS, &offline_error),
	    ERROR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(offline_error.text, "it is " ALICE "'s"));
	ck_assert_int_eq(rename("login/bob@example.com", ALICE_FILE), 0);
	scratch_put("machine-id", "0123456789abcdef0123456789abcdee\n");
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	scratch_put("machine-id", "0123456789abcdef0123456789abcdef");
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
}
END_TEST

/* Names that would be other files, or none. */
START_TEST(names)
{
	static const char *const bad[] = {"", ".", "..", ".lock", "x",
	    "../login/" ALICE, "/" ALICE, "Alice@example.com", "a@b/c.d"};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct offline_entry *entry = offline_alice(RIGHT);

		snprintf(entry->address, sizeof(entry->address), "%s", bad[i]);
		ck_assert_int_eq(
		    offline_store(&offline_places, entry, NOW, &offline_error),
		    ERROR_BUG);
		ck_assert_int_eq(offline_verify(&offline_places, entry, NOW,
				     DAYS, &offline_error),
		    ERROR_NOTFOUND);
		ck_assert_int_eq(
		    offline_remove(&offline_places, bad[i], &offline_error),
		    ERROR_NOTFOUND);
	}
}
END_TEST

/* OFFLINE_WRONG wrong ones, and not even the right one opens. */
START_TEST(too_many)
{
	offline_put();
	for (unsigned i = 0; i < OFFLINE_WRONG - 1; i++)
		ck_assert_int_eq(offline_try("x"), ERROR_DENIED);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
	for (unsigned i = 0; i < OFFLINE_WRONG; i++)
		ck_assert_int_eq(offline_try("x"), ERROR_DENIED);
	ck_assert_int_eq(offline_try("x"), ERROR_NOTFOUND);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	/* Until the server has accepted one again. */
	offline_put();
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
}
END_TEST

static enum error_code
try_from_afar(const char *password)
{
	struct offline_entry *entry = offline_alice(password);

	entry->remote = true;
	return offline_verify(
	    &offline_places, entry, NOW, DAYS, &offline_error);
}

/* A stranger's wrong ones do not shut out who is here, nor the other way. */
START_TEST(from_afar)
{
	offline_put();
	for (unsigned i = 0; i < OFFLINE_WRONG; i++)
		ck_assert_int_eq(try_from_afar("x"), ERROR_DENIED);
	ck_assert_int_eq(try_from_afar(RIGHT), ERROR_NOTFOUND);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
	ck_assert_int_eq(try_from_afar(RIGHT), ERROR_NOTFOUND);
	offline_put();
	ck_assert_int_eq(try_from_afar(RIGHT), ERROR_NONE);
	for (unsigned i = 0; i < OFFLINE_WRONG; i++)
		ck_assert_int_eq(offline_try("x"), ERROR_DENIED);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	ck_assert_int_eq(try_from_afar(RIGHT), ERROR_NONE);
}
END_TEST

START_TEST(dropped)
{
	ck_assert_int_eq(drop(RIGHT), ERROR_NONE);
	offline_put();
	for (unsigned i = 0; i < OFFLINE_WRONG; i++)
		ck_assert_int_eq(drop("x"), ERROR_NONE);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
	ck_assert_int_eq(drop(RIGHT), ERROR_NONE);
	ck_assert(!is_there());
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	/* Also one that is of no use just now. */
	offline_put();
	for (unsigned i = 0; i < OFFLINE_WRONG; i++)
		offline_try("x");
	ck_assert_int_eq(drop(RIGHT), ERROR_NONE);
	ck_assert(!is_there());
}
END_TEST

START_TEST(removed)
{
	offline_put();
	ck_assert_int_eq(unlink("machine-id"), 0);
	ck_assert_int_eq(
	    offline_remove(&offline_places, ALICE, &offline_error), ERROR_NONE);
	ck_assert(!is_there());
	ck_assert_int_eq(offline_remove(&offline_places, ALICE, &offline_error),
	    ERROR_NOTFOUND);
}
END_TEST

Suite *
offline_suite(void)
{
	const TTest *const tests[] = {right_and_wrong, salted, times_of_day,
	    whose, names, too_many, from_afar, dropped, removed};

	return SCRATCH_SUITE("login offline", tests, offline_make);
}
