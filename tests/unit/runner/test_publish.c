/* SPDX-License-Identifier: ISC */
/* Tests of the runner: what it tells queue-put, and what it sweeps. */
#include "config.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "runner/stage.h"
#include "runner/suites.h"
#include "sendmail-shim/postern-queue/sweep.h"
#include "sendmail-shim/postern-queue/upkeep.h"
#include "sys/file.h"

#define NAME_A "0006000000000000-00000000000000aa"
#define NAME_B "0006000000000000-00000000000000bb"
#define SENDER "alice@example.com"

/* What drop/limits says. */
static void
read_limits(const struct stage *s, struct limits *l)
{
	char path[STAGE_PATH + 16];
	struct buf text;

	snprintf(path, sizeof(path), "%s/drop/limits", s->root);
	buf_init(&text, LIMIT_LIMITS_FILE);
	limits_clear(l);
	ck_assert_int_eq(file_read(path, &text, NULL), ERROR_NONE);
	ck_assert_int_eq(limits_parse(buf_view(&text), l, NULL), ERROR_NONE);
	buf_clear(&text);
}

static uint64_t
told(const struct stage *s)
{
	struct limits l;
	uint64_t n;

	limits_init(&l);
	read_limits(s, &l);
	n = limits_find(&l, getuid()).messages;
	limits_clear(&l);
	return n;
}

START_TEST(tells_what_waits)
{
	struct limits l;
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_HOLD, NAME_A, SENDER, "bob@x.y");
	stage_put(&s, SPOOL_FAILED, NAME_B, SENDER, "bob@x.y");
	stage_start(&s);
	runner_turn(s.runner, 0);
	limits_init(&l);
	read_limits(&s, &l);
	ck_assert_uint_eq(l.size, LIMIT_MESSAGE);
	ck_assert_uint_eq(l.messages, LIMIT_USER_MESSAGES);
	ck_assert_uint_eq(l.n_submitters + l.n_groups, 0);
	ck_assert_uint_eq(limits_find(&l, getuid()).messages, 2);
	ck_assert_uint_ge(limits_find(&l, getuid()).bytes, 200);
	limits_clear(&l);
	stage_clear(&s);
}
END_TEST

START_TEST(counts_along)
{
	struct stage s;

	stage_init(&s);
	stage_script(&s, 0, "fail 0");
	stage_start(&s);
	runner_turn(s.runner, 0);
	ck_assert_uint_eq(told(&s), 0);
	stage_drop(&s, SENDER, "bob@x.y");
	stage_drop(&s, SENDER, "bob@x.y");
	stage_run(&s);
	stage_clock.mono += 2;
	runner_turn(s.runner, 0);
	ck_assert_uint_eq(told(&s), 2);
	stage_stop(&s);
	stage_clear(&s);
}
END_TEST

START_TEST(counts_reports)
{
	struct stage s;

	stage_init(&s);
	stage_drop(&s, "deferred@x.y", "bounced@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 1);
	stage_clock.mono += 2;
	runner_turn(s.runner, 0);
	ck_assert_uint_eq(told(&s), 1);
	stage_clear(&s);
}
END_TEST

START_TEST(forgets_what_is_sent)
{
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_QUEUE, NAME_A, SENDER, "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clock.mono += 2;
	runner_turn(s.runner, 0);
	ck_assert_uint_eq(told(&s), 0);
	stage_clear(&s);
}
END_TEST

START_TEST(notices_what_others_remove)
{
	char path[STAGE_PATH + 64];
	struct stage s;

	stage_init(&s);
	stage_put(&s, SPOOL_HOLD, NAME_A, SENDER, "bob@x.y");
	stage_start(&s);
	runner_turn(s.runner, 0);
	ck_assert_uint_eq(told(&s), 1);
	snprintf(path, sizeof(path), "%s/hold/" NAME_A, s.root);
	ck_assert_int_eq(unlink(path), 0);
	stage_clock.mono += UPKEEP_PERIOD;
	runner_turn(s.runner, 0);
	ck_assert_uint_eq(told(&s), 0);
	stage_clear(&s);
}
END_TEST

/* A runner that cannot write goes on, and says so. */
START_TEST(cannot_write)
{
	char path[STAGE_PATH + 16];
	struct stage s;

	stage_init(&s);
	snprintf(path, sizeof(path), "%s/drop/limits", s.root);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	stage_put(&s, SPOOL_QUEUE, NAME_A, SENDER, "bob@x.y");
	stage_start(&s);
	stage_run(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	ck_assert_uint_ge(stage_said(&s, "drop/limits"), 1);
	ck_assert_int_eq(rmdir(path), 0);
	stage_clock.mono += 61;
	runner_turn(s.runner, 0);
	ck_assert_uint_eq(told(&s), 0);
	stage_clear(&s);
}
END_TEST

START_TEST(looks_submitters_up)
{
	char group[80], no_user[] = "no-such-user", no_group[] = "@no-such";
	char *names[] = {getpwuid(0)->pw_name, group, no_user, no_group, NULL};
	struct conf c = {
	    .mail = {.message_size_limit = 1, .submitters = names}};
	struct publish p;

	snprintf(group, sizeof(group), "@%s", getgrgid(0)->gr_name);
	publish_init(&p);
	publish_settings(&p, &c);
	ck_assert_uint_eq(p.limits.size, 1);
	ck_assert_uint_eq(p.limits.n_submitters, 2);
	ck_assert_uint_eq(p.limits.n_groups, 1);
	ck_assert_uint_eq(p.limits.groups[0], 0);
	publish_clear(&p);
}
END_TEST

/* Nobody that is named is there: that is not everybody. */
START_TEST(no_submitter_at_all)
{
	char no_user[] = "no-such-user", *names[] = {no_user, NULL};
	struct conf c = {.mail = {.submitters = names}};
	struct limits_caller who = {.uid = 1000};
	struct publish p;

	publish_init(&p);
	publish_settings(&p, &c);
	ck_assert_int_eq(
	    limits_check_caller(&p.limits, &who, NULL), ERROR_REFUSED);
	publish_clear(&p);
}
END_TEST

START_TEST(presses_near_a_quota)
{
	struct stage s;
	struct limits l = {.messages = 31};
	struct limits out;
	struct tally *t;

	stage_init(&s);
	stage_put(&s, SPOOL_HOLD, NAME_A, SENDER, "bob@x.y");
	stage_start(&s);
	t = &s.runner->store.tally;
	runner_turn(s.runner, 0);
	ck_assert(!tally_presses(t, &l));
	for (int i = 0; i < 3; i++) {
		ck_assert(!tally_presses(t, &l));
		tally_add(t, s.runner->store.dirs[SPOOL_HOLD], NAME_A);
	}
	ck_assert(tally_presses(t, &l));
	limits_init(&out);
	ck_assert(tally_tell(t, &out, 10));
	ck_assert_uint_eq(limits_find(&out, getuid()).messages, 4);
	ck_assert(!tally_presses(t, &l));
	limits_clear(&out);
	stage_clear(&s);
}
END_TEST

/* Many users, in any order; those that have nothing more are forgotten. */
START_TEST(many_users)
{
	char name[SPOOL_NAME + 1];
	struct limits out;
	struct stage s;
	struct tally t;
	int dir;

	stage_init(&s);
	stage_put(&s, SPOOL_HOLD, NAME_A, SENDER, "bob@x.y");
	dir = spool_open_dir(s.root, SPOOL_HOLD);
	tally_init(&t, getuid());
	for (uint32_t i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "0006000000000000-%016x",
		    i * 2654435761u % 1000 + 1);
		ck_assert_int_eq(
		    renameat(dir, i == 0 ? NAME_A : "x", dir, name), 0);
		tally_add(&t, dir, name);
		if (i % 2 == 0)
			tally_subtract(&t, dir, name);
		ck_assert_int_eq(renameat(dir, name, dir, "x"), 0);
	}
	for (size_t i = 1; i < t.n; i++)
		ck_assert_uint_lt(t.users[i - 1].now.uid, t.users[i].now.uid);
	limits_init(&out);
	ck_assert(tally_tell(&t, &out, 1000));
	ck_assert_uint_eq(out.n_uses, t.n);
	ck_assert_uint_ge(t.n, 50);
	ck_assert_uint_le(t.n, 100);
	limits_clear(&out);
	tally_clear(&t);
	close(dir);
	stage_clear(&s);
}
END_TEST

START_TEST(sweeps)
{
	int64_t now = (int64_t)time(NULL);
	struct stage s;
	int dir;

	stage_init(&s);
	dir = spool_open_dir(s.root, SPOOL_DROP_TMP);
	ck_assert_int_ge(dir, 0);
	close(openat(dir, NAME_A, O_WRONLY | O_CREAT | O_CLOEXEC, 0640));
	close(openat(dir, ".x", O_WRONLY | O_CREAT | O_CLOEXEC, 0640));
	ck_assert_int_eq(symlinkat("../new", dir, "link"), 0);
	ck_assert_int_eq(mkfifoat(dir, "fifo", 0600), 0);
	ck_assert_int_eq(mkdirat(dir, "dir", 0700), 0);
	ck_assert_int_eq(mkdirat(dir, "full", 0700), 0);
	ck_assert_int_eq(mkdirat(dir, "full/x", 0700), 0);
	ck_assert_uint_eq(sweep_drop(s.root, now), 0);
	ck_assert_uint_eq(sweep_drop(s.root, now + SWEEP_AGE - 60), 0);
	ck_assert_uint_eq(sweep_drop(s.root, now + SWEEP_AGE + 60), 5);
	ck_assert_int_eq(faccessat(dir, "full/x", F_OK, 0), 0);
	ck_assert_int_eq(unlinkat(dir, "full/x", AT_REMOVEDIR), 0);
	ck_assert_int_eq(unlinkat(dir, "full", AT_REMOVEDIR), 0);
	close(dir);
	stage_clear(&s);
}
END_TEST

START_TEST(leaves_nothing_begun)
{
	static const char left[] = ".new-0123456789abcdef";
	struct stage s;
	int tmp, drop;

	stage_init(&s);
	tmp = spool_open_dir(s.root, SPOOL_DROP_TMP);
	ck_assert_int_ge(tmp, 0);
	drop = openat(tmp, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(drop, 0);
	close(openat(drop, left, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	close(openat(drop, "other", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	stage_start(&s);
	runner_turn(s.runner, 0);
	ck_assert_int_eq(faccessat(drop, LIMITS_FILE, F_OK, 0), 0);
	ck_assert_int_eq(faccessat(drop, left, F_OK, 0), -1);
	ck_assert_int_eq(faccessat(drop, "other", F_OK, 0), 0);
	ck_assert_int_eq(unlinkat(drop, "other", 0), 0);
	close(drop);
	close(tmp);
	stage_clear(&s);
}
END_TEST

Suite *
publish_suite(void)
{
	const TTest *const tests[] = {tells_what_waits, counts_along,
	    counts_reports, forgets_what_is_sent, notices_what_others_remove,
	    cannot_write, looks_submitters_up, no_submitter_at_all,
	    presses_near_a_quota, many_users, sweeps, leaves_nothing_begun};

	return STAGE_SUITE_OF("publish", tests);
}
