/* SPDX-License-Identifier: ISC */
/* Tests of base/error. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/suites.h"

START_TEST(sets_and_prefixes)
{
	struct error e;

	ck_assert_int_eq(
	    error_set(&e, ERROR_LATER, "no %s", "route"), ERROR_LATER);
	ck_assert_str_eq(e.text, "no route");
	ck_assert_int_eq(error_prefix(&e, "%s", "host"), ERROR_LATER);
	ck_assert_str_eq(e.text, "host: no route");
	errno = ENOENT;
	ck_assert_int_eq(
	    error_set_errno(&e, ERROR_NOTFOUND, "f"), ERROR_NOTFOUND);
	ck_assert_str_eq(e.text, "f: No such file or directory");
	error_clear(&e);
	ck_assert_int_eq(e.code, ERROR_NONE);
	ck_assert_str_eq(e.text, "");
	ck_assert_int_eq(error_set(NULL, ERROR_BUG, "x"), ERROR_BUG);
}
END_TEST

START_TEST(cuts_what_is_too_long)
{
	char text[2 * ERROR_TEXT];
	struct error e;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&e, ERROR_INPUT, "%s", text);
	ck_assert_uint_eq(strlen(e.text), ERROR_TEXT - 1);
	error_prefix(&e, "front");
	ck_assert_uint_eq(strlen(e.text), ERROR_TEXT - 1);
	ck_assert(view_starts(view_of(e.text), "front: xxx"));
	error_prefix(&e, "%s", text);
	ck_assert_uint_eq(strlen(e.text), ERROR_TEXT - 1);
	error_set_errno(&e, ERROR_INPUT, "%s", text);
	ck_assert_uint_eq(strlen(e.text), ERROR_TEXT - 1);
}
END_TEST

START_TEST(names_every_code)
{
	for (int i = 0; i < ERROR_CODES; i++)
		ck_assert_ptr_nonnull(error_name((enum error_code)i));
	ck_assert_str_eq(error_name(ERROR_CODES), "unknown");
}
END_TEST

Suite *
error_suite(void)
{
	const TTest *const tests[] = {
	    sets_and_prefixes, cuts_what_is_too_long, names_every_code};

	return SUITE_OF("error", tests);
}
