/* SPDX-License-Identifier: ISC */
/* Tests of admin/queue. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "admin/queue.h"
#include "admin/suites.h"

#define ID "0006000000000000-00000000000000a1"

START_TEST(takes_operands)
{
	char large[400] = "to=";
	struct control_query q = {.id = ""};
	struct error e;

	ck_assert_int_eq(queue_operand("from=al", &q, &e), ERROR_NONE);
	ck_assert_int_eq(queue_operand("to=@x", &q, &e), ERROR_NONE);
	ck_assert_int_eq(queue_operand(ID, &q, &e), ERROR_NONE);
	ck_assert_str_eq(q.sender, "al");
	ck_assert_str_eq(q.recipient, "@x");
	ck_assert_str_eq(q.id, ID);
	ck_assert_int_eq(queue_operand("from=bo", &q, &e), ERROR_INPUT);
	ck_assert_str_eq(q.sender, "al");
	q = (struct control_query){.id = ""};
	ck_assert_int_eq(queue_operand("from=", &q, &e), ERROR_INPUT);
	ck_assert_int_eq(queue_operand("", &q, &e), ERROR_INPUT);
	ck_assert_int_eq(queue_operand(ID "0", &q, &e), ERROR_INPUT);
	memset(large + 3, 'x', 300);
	ck_assert_int_eq(queue_operand(large, &q, &e), ERROR_INPUT);
	ck_assert(control_query_is_open(&q));
}
END_TEST

static const struct {
	int n;
	const char *args[3];
	unsigned options;
} wrong[] = {
    {1, {"delete"}, 0},
    {2, {"delete", ID}, COMMAND_ALL},
    {2, {"delete", "0006"}, 0},
    {3, {"delete", "from=a", "from=b"}, 0},
    {3, {"delete", ID, "to="}, 0},
    {2, {"hold", ID}, COMMAND_FAILED},
    {1, {"show"}, 0},
    {2, {"list", "to="}, 0},
    {2, {"flush", ID}, 0},
};

/* Nothing is asked of a runner before the whole line is understood. */
START_TEST(refuses_lines)
{
	char *args[3];
	struct command_line line = {wrong[_i].n, args, wrong[_i].options};

	for (int i = 0; i < 3; i++)
		args[i] = (char *)(uintptr_t)wrong[_i].args[i];
	ck_assert_int_eq(queue_command(&line), EX_USAGE);
}
END_TEST

static const struct {
	uint64_t messages;
	const char *reason;
	int64_t now;
	enum queue_drain_state then;
} looks[] = {
    {50, "", 100, QUEUE_DRAINS},
    {50, "", 109, QUEUE_DRAINS},
    {49, "", 110, QUEUE_DRAINS},
    {49, "", 119, QUEUE_DRAINS},
    {49, "", 120, QUEUE_RESTS},
    {48, "", 121, QUEUE_DRAINS},
    {48, "relay one: gone", 122, QUEUE_FAILS},
    {0, "", 123, QUEUE_EMPTY},
    {0, "relay one: gone", 124, QUEUE_EMPTY},
};

START_TEST(sees_it_drain)
{
	struct queue_drain d = {.messages = 0};
	struct control_state s = {.due = 0};

	for (size_t i = 0; i < COUNT(looks); i++) {
		s.messages = looks[i].messages;
		snprintf(s.reason, sizeof(s.reason), "%s", looks[i].reason);
		ck_assert_int_eq(
		    queue_drain_step(&d, &s, looks[i].now), looks[i].then);
	}
}
END_TEST

Suite *
queue_suite(void)
{
	Suite *s = suite_create("queue");
	TCase *t = tcase_create("queue");

	tcase_add_test(t, takes_operands);
	tcase_add_loop_test(t, refuses_lines, 0, COUNT(wrong));
	tcase_add_test(t, sees_it_drain);
	suite_add_tcase(s, t);
	return s;
}
