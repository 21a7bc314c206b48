/* SPDX-License-Identifier: ISC */
/* Tests of pop/grammar. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "pop/grammar.h"
#include "pop/suites.h"

static const struct {
	const char *line;
	enum pop_kind kind;
	const char *code, *text;
} good[] = {
    {"+OK", POP_OK, "", ""},
    {"+OK ", POP_OK, "", ""},
    {"+ok hello", POP_OK, "", "hello"},
    {"+OK <1.2@mail.example.test>", POP_OK, "", "<1.2@mail.example.test>"},
    {"+OK [AUTH] in", POP_OK, "", "[AUTH] in"},
    {"-ERR", POP_ERR, "", ""},
    {"-err no", POP_ERR, "", "no"},
    {"-ERR [AUTH] wrong", POP_ERR, "AUTH", "wrong"},
    {"-ERR [SYS/TEMP]later", POP_ERR, "SYS/TEMP", "later"},
    {"-ERR [IN-USE]", POP_ERR, "IN-USE", ""},
    {"-ERR []", POP_ERR, "", ""},
    {"-ERR [AUTH no bracket", POP_ERR, "", "[AUTH no bracket"},
    {"-ERR no [AUTH] here", POP_ERR, "", "no [AUTH] here"},
    {"-ERR   [AUTH]  wide ", POP_ERR, "AUTH", "wide"},
    {"+", POP_CONTINUATION, "", ""},
    {"+ ", POP_CONTINUATION, "", ""},
    {"+ dj1hYmM= ", POP_CONTINUATION, "", "dj1hYmM="},
    {"+ OK", POP_CONTINUATION, "", "OK"},
};

static const char *const bad[] = {"", " ", " +OK", "OK", "+O", "+OKAY", "+OK,",
    "+OK\thello", "++ x", "+dj1h", "-", "- ERR", "-ER", "-ERROR no",
    "-ERR[AUTH]", "* OK IMAP4rev1", "a1 OK", "220 smtp ESMTP", ".", "\xff",
    "\x01+OK"};

START_TEST(parses)
{
	struct pop_line line;

	ck_assert(pop_parse_line(view_of(good[_i].line), &line));
	ck_assert_int_eq(line.kind, good[_i].kind);
	ck_assert_view_eq(line.code, good[_i].code);
	ck_assert_view_eq(line.text, good[_i].text);
}
END_TEST

START_TEST(refuses)
{
	struct pop_line line;

	ck_assert_msg(
	    !pop_parse_line(view_of(bad[_i]), &line), "\"%s\"", bad[_i]);
}
END_TEST

/* Each beginning of a line, in memory that ends where it does. */
START_TEST(stays_inside_what_was_cut)
{
	for (size_t n = 0; n <= strlen(good[_i].line); n++) {
		char *copy = malloc(n > 0 ? n : 1);
		struct pop_capabilities caps = {.known = false};
		struct pop_line line;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, good[_i].line, n);
		pop_parse_line(view_make(copy, n), &line);
		pop_add_capability(view_make(copy, n), &caps);
		free(copy);
	}
}
END_TEST

static const struct {
	const char *lines[4];
	bool user, sasl;
	const char *mechanisms;
} lists[] = {
    {{"USER", "TOP"}, true, false, ""},
    {{"user"}, true, false, ""},
    {{"USERS", "SASLX PLAIN", "", " "}, false, false, ""},
    {{"SASL PLAIN LOGIN", "STLS"}, false, true, "PLAIN LOGIN"},
    {{"sasl\tPLAIN  SCRAM-SHA-1 "}, false, true, "PLAIN SCRAM-SHA-1"},
    {{"SASL", "USER"}, true, true, ""},
    {{"SASL PLAIN", "SASL LOGIN"}, false, true, "PLAIN LOGIN"},
    {{"SASL PL\x01"
      "AIN LOGIN"},
	false, true, "LOGIN"},
    {{"IMPLEMENTATION USER SASL"}, false, false, ""},
    {{"..", "X-USER"}, false, false, ""},
};

START_TEST(takes_capabilities)
{
	struct pop_capabilities caps = {.known = false};

	for (size_t i = 0; i < 4 && lists[_i].lines[i] != NULL; i++)
		pop_add_capability(view_of(lists[_i].lines[i]), &caps);
	ck_assert(caps.user == lists[_i].user);
	ck_assert(caps.sasl == lists[_i].sasl);
	ck_assert_str_eq(caps.mechanisms, lists[_i].mechanisms);
}
END_TEST

START_TEST(knows_the_end_of_a_list)
{
	ck_assert(pop_ends_list(view_of(".")));
	ck_assert(!pop_ends_list(view_of("..")));
	ck_assert(!pop_ends_list(view_of(". ")));
	ck_assert(!pop_ends_list(view_of("")));
}
END_TEST

Suite *
grammar_suite(void)
{
	Suite *suite = suite_create("grammar");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, parses, 0, (int)COUNT(good));
	tcase_add_loop_test(all, refuses, 0, (int)COUNT(bad));
	tcase_add_loop_test(
	    all, stays_inside_what_was_cut, 0, (int)COUNT(good));
	tcase_add_loop_test(all, takes_capabilities, 0, (int)COUNT(lists));
	tcase_add_test(all, knows_the_end_of_a_list);
	suite_add_tcase(suite, all);
	return suite;
}
