/* SPDX-License-Identifier: ISC */
/* Tests of users/range.c. */
#include "config.h"

#include "users/range.h"
#include "users/suites.h"

static const struct {
	const char *text;
	enum error_code code;
	uid_t first, last;
} texts[] = {
    {"2000300000-2147350000", ERROR_NONE, 2000300000, 2147350000},
    {"1000-1000", ERROR_NONE, 1000, 1000},
    {"70000-80000", ERROR_NONE, 70000, 80000},
    {"", ERROR_INPUT, 0, 0},
    {"-", ERROR_INPUT, 0, 0},
    {"1000", ERROR_INPUT, 0, 0},
    {"1000-", ERROR_INPUT, 0, 0},
    {"-1000", ERROR_INPUT, 0, 0},
    {"1000-2000-3000", ERROR_INPUT, 0, 0},
    {"1000 - 2000", ERROR_INPUT, 0, 0},
    {"2000-1000", ERROR_INPUT, 0, 0},
    {"1000-2147483648", ERROR_INPUT, 0, 0},
    {"1000-99999999999999999999", ERROR_INPUT, 0, 0},
    {"0-5000", ERROR_SETTINGS, 0, 0},
    {"999-5000", ERROR_SETTINGS, 0, 0},
    {"1000-65534", ERROR_SETTINGS, 0, 0},
    {"65000-66000", ERROR_SETTINGS, 0, 0},
    {"61000-61184", ERROR_SETTINGS, 0, 0},
    {"2147350000-2147400000", ERROR_SETTINGS, 0, 0},
};

START_TEST(parsing)
{
	struct accounts_range r;
	struct error e;

	for (size_t i = 0; i < COUNT(texts); i++) {
		ck_assert_msg(range_parse(view_of(texts[i].text), &r, &e) ==
			texts[i].code,
		    "%s", texts[i].text);
		if (texts[i].code == ERROR_NONE) {
			ck_assert_uint_eq(r.first, texts[i].first);
			ck_assert_uint_eq(r.last, texts[i].last);
		}
	}
}
END_TEST

static const struct {
	const char *map;
	uid_t first, last;
	enum error_code code;
} maps[] = {
    {"         0          0 4294967295\n", 1000, 2147350000, ERROR_NONE},
    {"0 100000 65536\n", 1000, 65535, ERROR_NONE},
    {"0 100000 65536\n", 1000, 65536, ERROR_SETTINGS},
    {"0 100000 65536\n", 2000300000, 2147350000, ERROR_SETTINGS},
    {"0 1000 1\n1 100000 65536\n", 1, 65536, ERROR_NONE},
    {"1 100000 65536\n0 1000 1\n", 0, 65536, ERROR_NONE},
    {"1 100000 65536\n0 1000 1\n", 0, 65537, ERROR_SETTINGS},
    {"0 0 10\n20 20 10\n", 5, 25, ERROR_SETTINGS},
    {"", 1000, 1000, ERROR_SETTINGS},
    {"rubbish\n", 1000, 1000, ERROR_SETTINGS},
};

START_TEST(mapping)
{
	struct error e;

	for (size_t i = 0; i < COUNT(maps); i++) {
		struct accounts_range r = {maps[i].first, maps[i].last};

		scratch_put("uid_map", maps[i].map);
		ck_assert_msg(
		    range_check_mapped(&r, "uid_map", &e) == maps[i].code,
		    "map %zu", i);
	}
}
END_TEST

START_TEST(no_map)
{
	struct accounts_range r = {1000, 2000};
	struct error e;

	ck_assert_int_eq(range_check_mapped(&r, "uid_map", &e), ERROR_SYSTEM);
}
END_TEST

START_TEST(membership)
{
	struct accounts_range r = {10, 12}, empty = {1, 0};

	ck_assert(!range_has(&r, 9));
	ck_assert(range_has(&r, 10));
	ck_assert(range_has(&r, 12));
	ck_assert(!range_has(&r, 13));
	ck_assert(!range_is_empty(&r));
	ck_assert(range_is_empty(&empty));
	ck_assert(!range_has(&empty, 0));
	ck_assert(!range_has(&empty, 1));
}
END_TEST

Suite *
range_suite(void)
{
	const TTest *const tests[] = {parsing, mapping, no_map, membership};

	return SCRATCH_SUITE("range", tests, NULL);
}
