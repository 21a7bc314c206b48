/* SPDX-License-Identifier: ISC */
/* Parameters: plain, in pieces, encoded, and what is none. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/mime_parameter.h"
#include "mail/suites.h"

#define ROOM 8

static const struct {
	const char *in;
	const char *want; /* NULL: none */
} cases[] = {
    {"", NULL},
    {"; b", NULL},
    {"; b=", ""},
    {"; b=x", "x"},
    {"; a=y; B = x ; b=z", "x"},
    {" (c) ; (;b=c) b (=) = (;) x", "x"},
    {"; b=\"x y\"", "x y"},
    {"; b=\"x\\\"; \"", "x\";"},
    {"; b=\"x", ""},
    {"; a=\"; b=y\"; b=x", "x"},
    {"; b=x=y", "x=y"},
    {"; b=\"x\r\n y\"", "x y"},
    {"; b=1234567", "1234567"},
    {"; b=12345678", NULL},
    {"; bb=x; xb=y", NULL},
    /* pieces */
    {"; b*0=x; b*1=y", "xy"},
    {"; b*1=y; B*0=\"x \"; b*2=\"\\z\"", "x yz"},
    {"; b*0=x; b*2=z", "x"},
    {"; b*1=y", NULL},
    {"; b*0=x; b*0=y; b*1=z", "xz"},
    {"; b*0=x; b*01=y", "x"},
    {"; b*0=x; b*-1=y; b*1x=z; b*=", "x"},
    {"; b*0=1234; b*1=567", "1234567"},
    {"; b*0=1234; b*1=5678", NULL},
    /* encoded */
    {"; b*=utf-8'en'%78%2fy", "x/y"},
    {"; b*=''%7", "%7"},
    {"; b*=''%7g%%41", "%7g%A"},
    {"; b*=x", ""},
    {"; b*=''x; b*0=y; b*1=z", "x"},
    {"; b*0=y; b*=''x; b*1=z", "yz"},
    {"; b*0*=''%78; b*1=%79; b*2*=%7A'", "x%79z'"},
    {"; b*0=''x; b*1*=%79", "''xy"},
    /* a plain one is what most read */
    {"; b*0=x; b=y", "y"},
};

START_TEST(test_find)
{
	char room[ROOM];
	struct view value = view_of("");
	bool found = mime_parameter_find(
	    view_of(cases[_i].in), "b", room, sizeof(room), &value);

	ck_assert_msg(found == (cases[_i].want != NULL), "%s", cases[_i].in);
	if (found)
		ck_assert_msg(view_eq_str(value, cases[_i].want), "%s: %.*s",
		    cases[_i].in, VIEW_ARG(value));
}
END_TEST

/* No byte behind the end is read, wherever that is. */
START_TEST(test_cut)
{
	for (size_t n = 0; n <= strlen(cases[_i].in); n++) {
		char *copy = malloc(n + 1), room[ROOM];
		struct view value;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, cases[_i].in, n);
		mime_parameter_find(
		    view_make(copy, n), "b", room, sizeof(room), &value);
		free(copy);
	}
}
END_TEST

/* However many pieces there are, it ends. */
START_TEST(test_many)
{
	char in[20 * MIME_PARAMETER_PIECES + 20] = "", room[ROOM];
	struct view value;

	for (int i = 0; i < MIME_PARAMETER_PIECES; i++)
		snprintf(in + strlen(in), 20, "; b*%d=", i);
	ck_assert(
	    !mime_parameter_find(view_of(in), "b", room, sizeof(room), &value));
	*strrchr(in, ';') = '\0';
	ck_assert(
	    mime_parameter_find(view_of(in), "b", room, sizeof(room), &value));
}
END_TEST

Suite *
mime_parameter_suite(void)
{
	Suite *s = suite_create("mime_parameter");
	TCase *t = tcase_create("mime_parameter");

	tcase_add_loop_test(t, test_find, 0, COUNT(cases));
	tcase_add_loop_test(t, test_cut, 0, COUNT(cases));
	tcase_add_test(t, test_many);
	suite_add_tcase(s, t);
	return s;
}
