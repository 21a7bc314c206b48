/* SPDX-License-Identifier: ISC */
/* Tests of the runner: secrets that commands print. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/stage.h"
#include "runner/suites.h"

#define TRIES 3000

static struct stage s;
static struct conf conf;
static struct conf_relay relay;
static struct secrets secrets;
static char program[STAGE_PATH + 32];
static char *words[] = {program, NULL};
static struct secret got;
static struct error e;

/* What the command is from now on; each run adds a line to "said". */
static void
set_program(const char *script)
{
	char text[512];

	snprintf(text, sizeof(text), "#!/bin/sh\necho run >>%s.runs\n%s\n",
	    program, script);
	stage_write(program, text);
	ck_assert_int_eq(chmod(program, 0700), 0);
}

static unsigned
runs(void)
{
	char path[STAGE_PATH + 48];

	snprintf(path, sizeof(path), "%s.runs", program);
	return access(path, F_OK) == 0 ? stage_has(path, "run") : 0;
}

static void
setup(void)
{
	stage_init(&s);
	snprintf(program, sizeof(program), "%s/program", s.root);
	relay = (struct conf_relay){
	    .name = (char *)"one", .lines.secret = 4, .token_command = words};
	conf = (struct conf){.relays = &relay, .n_relays = 1};
	secrets_init(&secrets, "x.conf", NULL);
	ck_assert(secrets_set(&secrets, &conf));
	secret_init(&got);
	error_clear(&e);
}

static void
teardown(void)
{
	secrets_clear(&secrets);
	stage_clear(&s);
}

/* Asks until the command has ended. */
static enum secrets_state
get(int64_t now)
{
	enum secrets_state state;

	for (int i = 0; i < TRIES; i++) {
		struct pollfd fds[SECRETS_POLL];

		state = secrets_get(&secrets, &relay, now, &got, &e);
		if (state != SECRETS_COMING)
			return state;
		secrets_poll(&secrets, fds);
		poll(fds, SECRETS_POLL, 20);
		secrets_serve(&secrets, now);
	}
	ck_abort_msg("the command does not end");
}

static void
check_got(int64_t now, const char *want, unsigned want_runs)
{
	ck_assert_msg(get(now) == SECRETS_READY, "%s", e.text);
	ck_assert_view_eq(secret_view(&got), want);
	ck_assert_uint_eq(runs(), want_runs);
}

START_TEST(holds_tokens_until_they_expire)
{
	set_program("echo token-1; echo 1000");
	check_got(100, "token-1", 1);
	set_program("echo token-2; echo 50");
	check_got(101, "token-1", 1);
	/* A minute before its end. */
	check_got(1039, "token-1", 1);
	check_got(1040, "token-2", 2);
	/* A tenth of a short time before its end. */
	check_got(1084, "token-2", 2);
	set_program("echo token-3");
	check_got(1085, "token-3", 3);
	/* It did not say for how long. */
	check_got(1085, "token-3", 4);
}
END_TEST

/* What nobody takes is wiped, and so is what has expired. */
START_TEST(keeps_nothing_that_is_not_used)
{
	set_program("echo token-1; echo 10");
	ck_assert_int_eq(
	    secrets_get(&secrets, &relay, 100, &got, &e), SECRETS_COMING);
	for (int i = 0; i < TRIES && secrets_is_busy(&secrets); i++) {
		struct pollfd fds[SECRETS_POLL];

		secrets_poll(&secrets, fds);
		poll(fds, SECRETS_POLL, 20);
		secrets_serve(&secrets, 100);
	}
	secrets_serve(&secrets, 99 + SECRETS_UNUSED);
	ck_assert_view_eq(secret_view(&secrets.held[0].secret), "token-1");
	secrets_serve(&secrets, 100 + SECRETS_UNUSED);
	ck_assert_uint_eq(secret_view(&secrets.held[0].secret).n, 0);
	check_got(500, "token-1", 2);
	secrets_serve(&secrets, 508);
	ck_assert_view_eq(secret_view(&secrets.held[0].secret), "token-1");
	secrets_serve(&secrets, 509);
	ck_assert_uint_eq(secret_view(&secrets.held[0].secret).n, 0);
}
END_TEST

START_TEST(runs_for_each_password)
{
	relay.token_command = NULL;
	relay.password_command = words;
	set_program("echo 'a password'; echo 1000");
	check_got(100, "a password", 1);
	check_got(100, "a password", 2);
	ck_assert(!secrets_refused(&secrets, &relay));
}
END_TEST

START_TEST(fetches_a_refused_token_once)
{
	set_program("echo token-1; echo 1000");
	check_got(100, "token-1", 1);
	ck_assert(secrets_refused(&secrets, &relay));
	check_got(100, "token-1", 2);
	ck_assert(!secrets_refused(&secrets, &relay));
	/* When the relay's time has come, all of that again. */
	check_got(900, "token-1", 3);
	ck_assert(secrets_refused(&secrets, &relay));
	check_got(900, "token-1", 4);
	secrets_accepted(&secrets, &relay);
	check_got(901, "token-1", 4);
	ck_assert(secrets_refused(&secrets, &relay));
}
END_TEST

START_TEST(names_file_line_and_key)
{
	set_program("echo the secret; echo why >&2; exit 1");
	ck_assert_int_eq(get(100), SECRETS_FAILED);
	ck_assert_ptr_nonnull(strstr(e.text, "x.conf:4: token-command: /"));
	ck_assert_ptr_nonnull(
	    strstr(e.text, "/program: it failed with exit status 1: why"));
	/* The next time it is run again. */
	set_program("echo token");
	check_got(100, "token", 2);
	unlink(program);
	ck_assert_int_eq(get(100), SECRETS_FAILED);
	ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
}
END_TEST

START_TEST(forgets_with_the_settings)
{
	set_program("echo token-1; echo 1000");
	check_got(100, "token-1", 1);
	ck_assert(secrets_set(&secrets, &conf));
	check_got(100, "token-1", 2);
	/* Also what runs. */
	set_program("exec sleep 600");
	ck_assert(secrets_set(&secrets, &conf));
	ck_assert_int_eq(
	    secrets_get(&secrets, &relay, 100, &got, &e), SECRETS_COMING);
	ck_assert(secrets_is_busy(&secrets));
	ck_assert(secrets_set(&secrets, &conf));
	ck_assert(!secrets_is_busy(&secrets));
}
END_TEST

/* The whole runner: while the command runs it takes mail in; then it sends. */
START_TEST(goes_on_while_a_command_runs)
{
	char text[1024];
	int i = 0;

	set_program("until [ -e $0.go ]; do sleep 0.05; done; echo password");
	snprintf(text, sizeof(text),
	    "relay \"one\" {\nserver = \"submissions://one.example\"\n"
	    "user = \"host@example.com\"\npassword-command = \"%s\"\n"
	    "ca-file = \"%s0\"\n}\n",
	    program, s.script);
	stage_write(s.conf, text);
	stage_drop(&s, "alice@example.com", "bob@x.y");
	stage_start(&s);
	while (!secrets_is_busy(&s.runner->secrets) && i++ < TRIES)
		runner_turn(s.runner, 20);
	stage_drop(&s, "alice@example.com", "carol@x.y");
	for (i = 0; stage_count(&s, SPOOL_QUEUE) < 2 && i < TRIES; i++)
		runner_turn(s.runner, 20);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 2);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 0);
	snprintf(text, sizeof(text), "%s.go", program);
	stage_write(text, "");
	for (i = 0; stage_got(&s, "to=<carol@x.y>") == 0 && i < TRIES; i++)
		runner_turn(s.runner, 20);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(runs(), 1);
	stage_run(&s);
}
END_TEST

Suite *
secrets_suite(void)
{
	const TTest *const tests[] = {holds_tokens_until_they_expire,
	    keeps_nothing_that_is_not_used, runs_for_each_password,
	    fetches_a_refused_token_once, names_file_line_and_key,
	    forgets_with_the_settings, goes_on_while_a_command_runs};
	Suite *suite = suite_create("runner secrets");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_set_timeout(all, STAGE_TIMEOUT);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}
