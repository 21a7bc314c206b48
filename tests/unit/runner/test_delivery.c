/* SPDX-License-Identifier: ISC */
/* Tests of the runner: what becomes of messages, outcome by outcome. */
#include "config.h"

#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"

START_TEST(delivers_and_forgets)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, "alice@example.com", "bob@example.net eve@example.org");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s,
			      "from=<alice@example.com> to=<bob@example.net> "
			      "to=<eve@example.org> whole received=Received: "),
	    1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_DROP_NEW), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_said(&s,
			      "from=<alice@example.com> to=<bob@example.net> "
			      "relay=one delay=0 status=sent reply=\"250"),
	    1);
	stage_clear(&s);
}
END_TEST

Suite *
delivery_suite(void)
{
	const TTest *const tests[] = {delivers_and_forgets};

	return SUITE_OF("delivery", tests);
}
