/* SPDX-License-Identifier: ISC */
/* Tests of the runner: settings and secrets that are broken and mended. */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/stage.h"
#include "runner/suites.h"

/* A turn that waits for the kernel to tell of a change, then what follows. */
static void
run_after_change(struct stage *s)
{
	runner_turn(s->runner, 5000);
	stage_run(s);
}

START_TEST(keeps_mail_without_settings)
{
	struct stage s;

	stage_init(&s);
	unlink(s.conf);
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	stage_clock.mono += 3600;
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "there is no such file"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	stage_relays(&s, 1);
	run_after_change(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(names_file_and_line)
{
	char text[STAGE_PATH + 32];
	struct stage s;

	stage_init(&s);
	stage_write(s.conf, "relay \"one\" {\n\tserfer = \"x\"\n}\n");
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	stage_clock.mono += 3600;
	stage_run(&s);
	snprintf(text, sizeof(text), "settings: %s:2: ", s.conf);
	ck_assert_uint_eq(stage_said(&s, text), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	stage_clear(&s);
}
END_TEST

/* A slip in the editor stops nothing that worked. */
START_TEST(goes_on_with_those_of_before)
{
	struct stage s;

	stage_init(&s);
	stage_start(&s);
	stage_run(&s);
	stage_write(s.conf, "relay {");
	run_after_change(&s);
	stage_drop(&s, "alice@example.com", "bob@x.y");
	run_after_change(&s);
	ck_assert_uint_eq(
	    stage_said(&s, "the settings of before stay in force"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

static const char by_provider[] =
    "provider \"Post\" { }\n"
    "relay { server = \"submissions://out.example\" }\n";

/* A provider's file counts as the settings do, also where it was missing. */
START_TEST(notices_a_provider_file)
{
	char path[STAGE_PATH + 32], text[1024];
	struct stage s;

	stage_init(&s);
	snprintf(text, sizeof(text),
	    "relay \"one\" {\n\tprovider = \"post\"\n"
	    "\tuser = \"host@example.com\"\n"
	    "\tpassword-file = \"%s\"\n\tca-file = \"%s0\"\n}\n",
	    s.secret, s.script);
	stage_write(s.conf, text);
	snprintf(path, sizeof(path), "%s/providers.d", s.root);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "there is no file about it"), 1);
	snprintf(path, sizeof(path), "%s/providers.d/post.conf", s.root);
	stage_write(path, by_provider);
	stage_clock.mono += 3600;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(refuses_a_secret_open_to_others)
{
	struct stage s;

	stage_init(&s);
	ck_assert_int_eq(chmod(s.secret, 0644), 0);
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "relay: one: settings: "), 1);
	ck_assert_uint_eq(stage_said(&s, "chmod 0640"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 0);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	ck_assert_int_eq(chmod(s.secret, 0400), 0);
	run_after_change(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

/* After a refused password a new one is tried at once, not in 15 minutes. */
START_TEST(tries_a_new_secret_at_once)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 2");
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "authentication failed"), 1);
	stage_clock.mono += 600;
	stage_run(&s);
	ck_assert_uint_eq(stage_said(&s, "authentication failed"), 1);
	stage_write(s.secret, "another password\n");
	run_after_change(&s);
	ck_assert_uint_eq(stage_said(&s, "authentication failed"), 2);
	stage_clear(&s);
}
END_TEST

/* An unreachable server is not asked again for that. */
START_TEST(does_not_hurry_an_unreachable_relay)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 0");
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	stage_write(s.secret, "another password\n");
	run_after_change(&s);
	ck_assert_uint_eq(stage_said(&s, "not reachable"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(waits_for_what_is_in_flight)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_int_eq(s.runner->worker.stage, WORKER_RUNNING);
	stage_relays(&s, 2);
	run_after_change(&s);
	ck_assert_uint_eq(s.runner->routes.n, 2);
	stage_drop(&s, "alice@example.com", "eve@x.y");
	run_after_change(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<eve@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(bears_a_missing_sender)
{
	struct stage s;

	if (suite_in_valgrind())
		return;
	stage_init(&s);
	s.config.send_program = "/nonexistent/relay-send";
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(
	    stage_said(&s, "/nonexistent/relay-send: No such file"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	stage_clear(&s);
}
END_TEST

Suite *
settings_suite(void)
{
	const TTest *const tests[] = {keeps_mail_without_settings,
	    names_file_and_line, goes_on_with_those_of_before,
	    notices_a_provider_file, refuses_a_secret_open_to_others,
	    tries_a_new_secret_at_once, does_not_hurry_an_unreachable_relay,
	    waits_for_what_is_in_flight, bears_a_missing_sender};

	return STAGE_SUITE_OF("settings", tests);
}
