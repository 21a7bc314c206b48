/* SPDX-License-Identifier: ISC */
/* Tests of sasl/offered. */
#include "config.h"

#include <string.h>

#include "sasl/offered.h"
#include "sasl/suites.h"

START_TEST(adds_words)
{
	char list[SASL_OFFERED] = "";

	sasl_offered_add(list, view_of(""));
	ck_assert_str_eq(list, "");
	sasl_offered_add(list, view_of(" PLAIN\tLOGIN "));
	ck_assert_str_eq(list, "PLAIN LOGIN");
	sasl_offered_add(list, view_of("SCRAM\x01 SCRAM-SHA-1"));
	ck_assert_str_eq(list, "PLAIN LOGIN SCRAM-SHA-1");
}
END_TEST

/* The longest name that fits, and one byte more; a short one still does. */
START_TEST(leaves_out_what_does_not_fit)
{
	char list[SASL_OFFERED] = "PLAIN", name[SASL_OFFERED] = "";

	memset(name, 'X', SASL_OFFERED - sizeof("PLAIN ") + (size_t)_i);
	sasl_offered_add(list, view_of(name));
	ck_assert_uint_eq(strlen(list), _i == 0 ? SASL_OFFERED - 1 : 5);
	sasl_offered_add(list, view_of("LOGIN"));
	ck_assert_uint_eq(strlen(list), _i == 0 ? SASL_OFFERED - 1 : 11);
}
END_TEST

Suite *
offered_suite(void)
{
	Suite *suite = suite_create("offered");
	TCase *all = tcase_create("all");

	tcase_add_test(all, adds_words);
	tcase_add_loop_test(all, leaves_out_what_does_not_fit, 0, 2);
	suite_add_tcase(suite, all);
	return suite;
}
