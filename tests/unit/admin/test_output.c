/* SPDX-License-Identifier: ISC */
/* Tests of admin/output: what programs read. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/output.h"
#include "admin/suites.h"

/* Standard output goes to the file "out" from here on. */
static void
capture(void)
{
	ck_assert_ptr_nonnull(freopen("out", "w", stdout));
}

static json_t *
captured(void)
{
	json_t *value;

	fflush(stdout);
	value = json_loads(scratch_read("out"), JSON_REJECT_DUPLICATES, NULL);
	ck_assert_msg(value != NULL, "%s", scratch_read("out"));
	return value;
}

START_TEST(lists)
{
	const struct account a = {.name = "a@example.com",
	    .uid = 2147350000,
	    .home = "/home/\xff\"\\",
	    .shell = "/bin/\xc3\xa9"};
	struct output o;
	json_t *value;

	for (int n = 0; n < 3; n++) {
		capture();
		output_begin(&o, true);
		for (int i = 0; i < n; i++)
			output_object(&o, output_account(&a));
		ck_assert(output_end(&o));
		value = captured();
		ck_assert(json_is_array(value));
		ck_assert_uint_eq(json_array_size(value), (size_t)n);
		json_decref(value);
	}
}
END_TEST

START_TEST(accounts)
{
	const struct account a = {.name = "a@example.com",
	    .uid = 2147350000,
	    .home = "/home/\xff\"",
	    .shell = "/bin/\xc3\xa9"};
	json_t *value = output_account(&a);

	ck_assert_int_eq(
	    json_integer_value(json_object_get(value, "uid")), 2147350000);
	ck_assert_str_eq(
	    json_string_value(json_object_get(value, "address")), a.name);
	ck_assert_str_eq(
	    json_string_value(json_object_get(value, "shell")), a.shell);
	ck_assert_str_eq(
	    json_string_value(json_object_get(value, "home")), "/home/\\xff\"");
	json_decref(value);
}
END_TEST

START_TEST(full_disk)
{
	struct output o;

	ck_assert_ptr_nonnull(freopen("/dev/full", "w", stdout));
	output_begin(&o, true);
	ck_assert(!output_end(&o));
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
	output_begin(&o, true);
	output_object(&o, NULL);
	ck_assert(!output_end(&o));
	ck_assert(!output_single(NULL));
}
END_TEST

Suite *
output_suite(void)
{
	const TTest *const tests[] = {lists, accounts, full_disk};

	return SCRATCH_SUITE("admin output", tests, NULL);
}
