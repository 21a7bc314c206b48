/* SPDX-License-Identifier: ISC */
/* Header fields, one by one. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/header.h"
#include "mail/suites.h"

/* Fields as "name|body;" and where the section ends. */
static const struct {
	const char *text;
	const char *fields;
	size_t section;
} cases[] = {
    {"", "", 0},
    {"\nbody", "", 0},
    {"A: b\n\nbody", "A| b;", 5},
    {"A: b\r\n\r\nbody", "A| b;", 6},
    {"A: b", "A| b;", 4},
    {"A:\n", "A|;", 3},
    {"A :b\n", "A|b;", 5},
    {"A: b\n c\n\td\nE: f\n", "A| b\n c\n\td;E| f;", 16},
    {"A: b\r\n c\r\nE: f\r\n", "A| b\r\n c;E| f;", 16},
    {"A: b\n \n c\n\n", "A| b\n \n c;", 10},
    {"A: b:c\n", "A| b:c;", 7},
    {"A: b\nno field\nC: d\n", "A| b;", 5},
    {"A: b\nno field: x\n", "A| b;", 5},
    {" A: b\n", "", 0},
    {": b\n", "", 0},
    {"From root Mon Jan  1\nA: b\n", "", 0},
    {"A\xc3\xa4: b\n", "", 0},
    {"A: b\n.\nC: d\n", "A| b;", 5},
};

START_TEST(fields)
{
	struct view rest = view_of(cases[_i].text);
	struct header_field f;
	char got[256] = "";
	size_t n = 0;

	while (header_next(&rest, &f)) {
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%.*s|%.*s;",
		    VIEW_ARG(f.name), VIEW_ARG(f.body));
		ck_assert_uint_ge(f.raw.n, f.name.n + f.body.n + 1);
	}
	ck_assert_str_eq(got, cases[_i].fields);
	ck_assert_uint_eq(
	    header_section(view_of(cases[_i].text)), cases[_i].section);
}
END_TEST

/*
 * Cut anywhere: the fields cover the section, which never reaches into what
 * was body before.
 */
START_TEST(every_part)
{
	size_t n = strlen(cases[_i].text);

	for (size_t cut = 0; cut <= n; cut++) {
		char *text = malloc(cut + 1);
		struct view rest = view_make(text, cut);
		struct header_field f;
		size_t covered = 0;

		ck_assert_ptr_nonnull(text);
		memcpy(text, cases[_i].text, cut);
		ck_assert_uint_le(header_section(rest), cases[_i].section);
		while (header_next(&rest, &f)) {
			ck_assert_ptr_eq(f.raw.p, text + covered);
			covered += f.raw.n;
		}
		ck_assert_uint_eq(
		    covered, header_section(view_make(text, cut)));
		free(text);
	}
}
END_TEST

START_TEST(names)
{
	struct view rest = view_of("SUBJECT: x\n");
	struct header_field f;

	ck_assert(header_next(&rest, &f));
	ck_assert(header_is(&f, "Subject"));
	ck_assert(!header_is(&f, "Subjec"));
	ck_assert(!header_is(&f, "Subjects"));
}
END_TEST

Suite *
header_suite(void)
{
	Suite *s = suite_create("header");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, fields, 0, COUNT(cases));
	tcase_add_loop_test(t, every_part, 0, COUNT(cases));
	tcase_add_test(t, names);
	suite_add_tcase(s, t);
	return s;
}
