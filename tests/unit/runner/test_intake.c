/* SPDX-License-Identifier: ISC */
/* Tests of the runner: what it takes in, and what it finds at its start. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/journal.h"
#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"

#define NAME "0006000000000000-00000000000000aa"
#define SENDER "alice@example.com"

static int
open_dir(const struct stage *s, enum spool_dir d)
{
	int fd = spool_open_dir(s->root, d);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void
put_file(
    const struct stage *s, enum spool_dir d, const char *name, const char *text)
{
	int dir = open_dir(s, d);
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
	close(dir);
}

static void
run_once(struct stage *s)
{
	stage_start(s);
	stage_run(s);
}

START_TEST(notices_new_mail)
{
	struct stage s;

	stage_init(&s);
	run_once(&s);
	stage_drop(&s, SENDER, "bob@x.y");
	runner_turn(s.runner, 5000);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(takes_in_more_than_a_batch)
{
	struct stage s;

	stage_init(&s);
	for (int i = 0; i < 300; i++)
		stage_drop(&s, SENDER, "bob@x.y");
	run_once(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 300);
	ck_assert_uint_eq(stage_said(&s, "ready"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* No message of ours, whatever it is. */
static const struct {
	const char *name;
	const char *text;
} foreign[] = {
    {NAME, ""},
    {NAME, "postern-message 1\n"},
    {NAME, "postern-message 9\n"},
    {NAME,
	"postern-message 1\nsender 0:\nuid 1:0\ntime 1:0\nrecipient 3:a@b\n"
	"size 20:00000000000000000005\neight-bit 1:0\n"
	"longest 20:00000000000000000000\nend 0:\n1234"},
    {NAME,
	"postern-message 1\nsender 3:a\nb\nuid 1:0\ntime 1:0\n"
	"recipient 3:a@b\nsize 20:00000000000000000000\neight-bit 1:0\n"
	"longest 20:00000000000000000000\nend 0:\n"},
    {"hello", "world"},
    {"0006000000000000-00000000000000AA", "upper case"},
    {NAME ".j", "postern-journal 1\n"},
};

START_TEST(puts_foreign_files_aside)
{
	struct stage s;

	stage_init(&s);
	put_file(&s, SPOOL_DROP_NEW, foreign[_i].name, foreign[_i].text);
	stage_drop(&s, SENDER, "bob@x.y");
	run_once(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_DROP_NEW), 0);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_DROP_NEW), 0);
	ck_assert_uint_eq(
	    stage_count(&s, SPOOL_CORRUPT) + stage_journals(&s, SPOOL_CORRUPT),
	    1);
	ck_assert_uint_eq(stage_said(&s, foreign[_i].name), 1);
	ck_assert_uint_eq(stage_said(&s, "from drop/new to corrupt"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(puts_hidden_files_aside)
{
	char path[STAGE_PATH + 32];
	struct stage s;

	stage_init(&s);
	put_file(&s, SPOOL_DROP_NEW, ".hidden", "text");
	run_once(&s);
	snprintf(path, sizeof(path), "%s/corrupt/.hidden", s.root);
	ck_assert_int_eq(access(path, F_OK), 0);
	stage_clear(&s);
}
END_TEST

START_TEST(follows_no_link_and_opens_no_fifo)
{
	struct stage s;
	int dir;

	stage_init(&s);
	dir = open_dir(&s, SPOOL_DROP_NEW);
	ck_assert_int_eq(symlinkat("/etc/passwd", dir, NAME), 0);
	ck_assert_int_eq(
	    mkfifoat(dir, "0006000000000000-00000000000000ab", 0600), 0);
	stage_put(&s, SPOOL_DROP_NEW, "0006000000000000-00000000000000ac",
	    SENDER, "bob@x.y");
	ck_assert_int_eq(linkat(dir, "0006000000000000-00000000000000ac", dir,
			     "0006000000000000-00000000000000ad", 0),
	    0);
	close(dir);
	run_once(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_CORRUPT), 4);
	ck_assert_uint_eq(stage_got(&s, "from="), 0);
	stage_clear(&s);
}
END_TEST

/* A directory cannot be moved by everyone; it must not stop anything. */
START_TEST(goes_on_beside_a_directory)
{
	struct stage s;
	int dir;

	stage_init(&s);
	dir = open_dir(&s, SPOOL_DROP_NEW);
	ck_assert_int_eq(mkdirat(dir, NAME, 0700), 0);
	close(dir);
	stage_drop(&s, SENDER, "bob@x.y");
	run_once(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	stage_clear(&s);
}
END_TEST

/* A name that is in queue/ already is somebody's choice: another one. */
START_TEST(overwrites_no_queue_file)
{
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_QUEUE, NAME, SENDER, "deferred@x.y bob@x.y");
	stage_put(&s, SPOOL_DROP_NEW, NAME, "eve@example.com", "root");
	run_once(&s);
	ck_assert_uint_eq(
	    stage_got(&s, "from=<eve@example.com> to=<admin@example.com>"), 1);
	stage_clock.wall += 2 * SCHEDULE_FIRST;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "from=<" SENDER "> to=<deferred"), 2);
	stage_clear(&s);
}
END_TEST

START_TEST(finds_what_a_crash_left)
{
	struct stage s;

	stage_init(&s);
	put_file(&s, SPOOL_QUEUE, ".new-0123456789abcdef", "half a jour");
	put_file(&s, SPOOL_QUEUE, NAME ".j", "postern-journal 1\nend 0\n");
	stage_put(&s, SPOOL_DROP_NEW, NAME, SENDER, "root bob@x.y");
	put_file(&s, SPOOL_QUEUE, "0006000000000000-00000000000000ab.j",
	    "postern-journal 1\nend 0\n");
	put_file(&s, SPOOL_QUEUE, "0006000000000000-00000000000000ac.j",
	    "postern-journal 1\nend 0\n");
	stage_put(&s, SPOOL_FAILED, "0006000000000000-00000000000000ac", SENDER,
	    "bob@x.y");
	stage_put(&s, SPOOL_QUEUE, "0006000000000000-00000000000000ad", SENDER,
	    "eve@x.y");
	run_once(&s);
	ck_assert_uint_eq(
	    stage_got(&s, "to=<admin@example.com> to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<eve@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_FAILED), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_FAILED), 1);
	stage_clear(&s);
}
END_TEST

/* Killed between the last record and the removal. */
START_TEST(finishes_what_is_done)
{
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_QUEUE, NAME, SENDER, "bob@x.y");
	put_file(&s, SPOOL_QUEUE, NAME ".j",
	    "postern-journal 1\nto 0 7:bob@x.y 7:bob@x.y\nend 1\n"
	    "state 0 bounced 1 0 0 3:one 3:550\n");
	run_once(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_got(&s, "from="), 0);
	stage_clear(&s);
}
END_TEST

static const char *const hostile[] = {
    "",
    "garbage",
    "postern-journal 1\nend 0\nstate 0 sent 1 0 0 0: 0:\n",
    "postern-journal 1\nto 7 7:bob@x.y 7:bob@x.y\nend 1\n",
    "postern-journal 1\nto 0 7:bob@x.y 9:eve\n@x.y x\nend 1\n",
};

START_TEST(puts_a_broken_journal_aside)
{
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_QUEUE, NAME, SENDER, "bob@x.y");
	put_file(&s, SPOOL_QUEUE, NAME ".j", hostile[_i]);
	stage_drop(&s, SENDER, "carol@x.y");
	run_once(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 0);
	ck_assert_uint_eq(stage_got(&s, "to=<carol@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_CORRUPT), 1);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_CORRUPT), 1);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(stage_said(&s, "from queue to corrupt"), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(expands_aliases_once)
{
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases,
	    "root: admin@example.com, deferred@x.y\n"
	    "web: root\n");
	stage_drop(&s, SENDER, "root web Web bob@x.y nobody");
	run_once(&s);
	ck_assert_uint_eq(stage_got(&s,
			      "to=<admin@example.com> "
			      "to=<deferred@x.y> to=<bob@x.y> ch"),
	    1);
	ck_assert_uint_eq(
	    stage_said(&s, "to=<admin@example.com> for=<root> relay"), 1);
	stage_write(s.aliases, "root: other@example.com\n");
	stage_stop(&s);
	stage_start(&s);
	stage_clock.wall += 2 * SCHEDULE_FIRST;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<deferred@x.y>"), 2);
	ck_assert_uint_eq(stage_got(&s, "other@example.com"), 0);
	stage_clear(&s);
}
END_TEST

/* Without an alias for root: held, and sent when the file is mended. */
START_TEST(holds_names_that_lead_nowhere)
{
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases, "bad: |/bin/sh\n");
	stage_drop(&s, SENDER, "root bob@x.y bad");
	run_once(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_said(&s, "to=<root> relay=none"), 1);
	ck_assert_uint_eq(stage_said(&s, "to=<bad> relay=none"), 1);
	ck_assert_uint_eq(stage_said(&s, "status=held"), 2);
	ck_assert_uint_eq(stage_journals(&s, SPOOL_QUEUE), 1);
	stage_run(&s);
	stage_write(s.aliases, "root: admin@example.com\n");
	runner_turn(s.runner, 0);
	stage_run(&s);
	stage_clock.wall += 2 * SCHEDULE_FIRST;
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<admin@example.com>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* Identity is the file's owner, unless queue-put ran as its own user. */
START_TEST(takes_the_owner_for_the_sender)
{
	struct stage s;
	char text[64];

	stage_init(&s);
	put_file(&s, SPOOL_DROP_NEW, NAME,
	    "postern-message 1\nsender 3:a@b\nuid 4:4242\ntime 1:0\n"
	    "recipient 7:bob@x.y\nsize 20:00000000000000000000\n"
	    "eight-bit 1:0\nlongest 20:00000000000000000000\nend 0:\n");
	if (_i == 1)
		s.config.drop_uid = getuid();
	run_once(&s);
	snprintf(text, sizeof(text), "from uid %u",
	    _i == 1 ? 4242 : (unsigned)getuid());
	ck_assert_uint_eq(stage_got(&s, text), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(lets_only_one_at_the_spool)
{
	struct runner_config config;
	struct runner *second = calloc(1, sizeof(*second));
	struct stage s;
	struct error e;

	stage_init(&s);
	stage_start(&s);
	config = s.config;
	ck_assert_int_eq(runner_open(second, &config, &e), ERROR_EXISTS);
	ck_assert_ptr_nonnull(strstr(e.text, "another runner"));
	free(second);
	stage_clear(&s);
}
END_TEST

Suite *
intake_suite(void)
{
	const TTest *const tests[] = {notices_new_mail,
	    takes_in_more_than_a_batch, puts_hidden_files_aside,
	    follows_no_link_and_opens_no_fifo, goes_on_beside_a_directory,
	    overwrites_no_queue_file, finds_what_a_crash_left,
	    finishes_what_is_done, expands_aliases_once,
	    holds_names_that_lead_nowhere, lets_only_one_at_the_spool};
	Suite *suite = STAGE_SUITE_OF("intake", tests);
	TCase *tables = tcase_create("tables");

	tcase_set_timeout(tables, STAGE_TIMEOUT);
	tcase_add_loop_test(
	    tables, puts_foreign_files_aside, 0, COUNT(foreign));
	tcase_add_loop_test(
	    tables, puts_a_broken_journal_aside, 0, COUNT(hostile));
	tcase_add_loop_test(tables, takes_the_owner_for_the_sender, 0, 2);
	suite_add_tcase(suite, tables);
	return suite;
}
