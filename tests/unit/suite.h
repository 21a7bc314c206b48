/* SPDX-License-Identifier: ISC */
/*
 * What every unit test program shares: a main() that runs the suites of its
 * layer and says so in one line.
 */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/view.h"

/* Runs n suites; the program's exit status. */
static inline int
suite_run(Suite *const suites[], int n)
{
	SRunner *runner = srunner_create(suites[0]);
	int failed;

	for (int i = 1; i < n; i++)
		srunner_add_suite(runner, suites[i]);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* A suite of one test case, which takes the given tests. */
static inline Suite *
suite_of_case(const char *name, TCase *all, const TTest *const tests[], int n)
{
	Suite *suite = suite_create(name);

	for (int i = 0; i < n; i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}

/* A suite of one test case with the given tests. */
static inline Suite *
suite_of(const char *name, const TTest *const tests[], int n)
{
	return suite_of_case(name, tcase_create("all"), tests, n);
}

#define SUITE_OF(name, tests) \
	suite_of(name, tests, (int)(sizeof(tests) / sizeof((tests)[0])))

/*
 * Whether valgrind runs this: there posix_spawn()'s child has no memory in
 * common with its parent, and cannot report what went wrong.
 */
static inline bool
suite_in_valgrind(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "/vgpreload_") != NULL;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Compares a view with a string. */
#define ck_assert_view_eq(v, s)                                             \
	do {                                                                \
		struct view ck_v = (v);                                     \
		ck_assert_msg(view_eq_str(ck_v, (s)), "'%.*s' is not '%s'", \
		    VIEW_ARG(ck_v), (s));                                   \
	} while (0)

#endif
