/* SPDX-License-Identifier: ISC */
/* Tests of conf_mail_domain(). */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "conf/suites.h"

START_TEST(takes_the_setting_first)
{
	char domain[LIMIT_HOST + 1];
	struct conf *c;
	struct error e;

	ck_assert_int_eq(
	    file_load("mail { domain = \"own.example\" }", &c, &e), ERROR_NONE);
	ck_assert_int_eq(
	    conf_mail_domain(c, domain, sizeof(domain), &e), ERROR_NONE);
	ck_assert_str_eq(domain, "own.example");
	conf_free(&c);
}
END_TEST

/* Whatever this machine is called, it is a name or a refusal with a cure. */
START_TEST(falls_back_to_the_host)
{
	char domain[LIMIT_HOST + 1];
	struct conf *c = conf_default();
	struct error e;

	error_clear(&e);
	if (conf_mail_domain(c, domain, sizeof(domain), &e) == ERROR_NONE) {
		ck_assert_uint_gt(strlen(domain), 0);
		ck_assert_ptr_null(strchr(domain, ' '));
		ck_assert_ptr_null(strchr(domain, '\n'));
	} else {
		ck_assert_ptr_nonnull(strstr(e.text, "set domain"));
	}
	conf_free(&c);
}
END_TEST

START_TEST(refuses_a_small_place)
{
	struct conf *c;
	struct error e;
	char small[3];

	ck_assert_int_eq(
	    file_load("mail { domain = \"own.example\" }", &c, &e), ERROR_NONE);
	ck_assert_int_ne(
	    conf_mail_domain(c, small, sizeof(small), &e), ERROR_NONE);
	conf_free(&c);
}
END_TEST

Suite *
mail_domain_suite(void)
{
	const TTest *const tests[] = {takes_the_setting_first,
	    falls_back_to_the_host, refuses_a_small_place};

	return SUITE_OF("conf mail domain", tests);
}
