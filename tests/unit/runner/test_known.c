/* SPDX-License-Identifier: ISC */
/* Tests of what the runner keeps for mailq, and of going through names. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "queue/schedule.h"
#include "runner/served.h"
#include "runner/suites.h"
#include "sendmail-shim/postern-queue/known.h"
#include "sendmail-shim/postern-queue/names.h"

#define SENDER "alice@example.com"
#define MANY 2000

static void
name_of(unsigned i, char dst[SPOOL_NAME + 1])
{
	const struct item it = {.name = {1000 + i, i % 7}};

	item_name(&it, dst);
}

/* Keeps a message of this number, without a journal. */
static void
keep(struct known *k, unsigned i)
{
	char name[SPOOL_NAME + 1], address[32];
	struct message m;
	struct journal j;

	name_of(i, name);
	snprintf(address, sizeof(address), "user%u@x.y", i);
	message_init(&m);
	journal_init(&j);
	m.time = i;
	ck_assert_int_eq(
	    message_set_sender(&m, view_of(SENDER), NULL), ERROR_NONE);
	ck_assert_int_eq(
	    message_add_recipient(&m, view_of(address), NULL), ERROR_NONE);
	known_note(k, name, &m, &j);
	message_clear(&m);
}

static bool
is_kept(const struct known *k, unsigned i, bool journal)
{
	char name[SPOOL_NAME + 1], address[32];
	struct listing l;
	bool ok;

	name_of(i, name);
	snprintf(address, sizeof(address), "user%u@x.y", i);
	listing_init(&l);
	ok = known_load(k, name, journal, &l);
	if (ok) {
		ck_assert_str_eq(l.name, name);
		ck_assert_str_eq(l.j.list[0].address, address);
		ck_assert_int_eq(l.m.time, i);
		ck_assert_int_eq(l.place, CONTROL_QUEUE);
	}
	listing_clear(&l);
	return ok;
}

START_TEST(keeps_and_forgets)
{
	char name[SPOOL_NAME + 1];
	struct known k;

	known_init(&k, KNOWN_MAX);
	known_forget(&k, "no name");
	for (unsigned i = 0; i < MANY; i++)
		keep(&k, i);
	keep(&k, 0);
	ck_assert_uint_eq(k.n, MANY);
	for (unsigned i = 0; i < MANY; i++)
		ck_assert(is_kept(&k, i, false));
	ck_assert(!is_kept(&k, 1, true));
	for (unsigned i = 0; i < MANY; i += 2) {
		name_of(i, name);
		known_forget(&k, name);
		known_forget(&k, name);
	}
	for (unsigned i = 0; i < MANY; i++)
		ck_assert_int_eq(is_kept(&k, i, false), i % 2 == 1);
	ck_assert_uint_eq(k.n, MANY / 2);
	known_clear(&k);
	ck_assert_uint_eq(k.bytes, 0);
}
END_TEST

START_TEST(keeps_no_more_than_there_is_room_for)
{
	struct known k;

	known_init(&k, 32768);
	for (unsigned i = 0; i < MANY; i++)
		keep(&k, i);
	ck_assert(known_is_full(&k));
	ck_assert_uint_le(k.bytes, k.max);
	ck_assert_uint_gt(k.n, 100);
	ck_assert(is_kept(&k, 0, false));
	ck_assert(!is_kept(&k, MANY - 1, false));
	known_clear(&k);
}
END_TEST

/* Its heads count too, wherever the bound lies. */
START_TEST(stays_below_any_bound)
{
	struct known k;

	for (size_t max = 3000; max < 200000; max += 3000) {
		known_init(&k, max);
		for (unsigned i = 0; i < MANY; i++)
			keep(&k, i);
		ck_assert_uint_le(k.bytes, max);
		known_clear(&k);
	}
}
END_TEST

/* Names first to last - 1, one in three with a journal, the last ones first. */
static void
fill(struct names *s, unsigned first, unsigned last)
{
	struct names fresh;

	names_init(&fresh);
	for (unsigned i = last; i-- > first;) {
		const struct item it = {.name = {i, 1}};

		if (i % 3 == 0)
			ck_assert(names_add(&fresh, &it, CONTROL_QUEUE, true));
		ck_assert(names_add(&fresh, &it, CONTROL_QUEUE, false));
	}
	names_order(&fresh);
	names_replace(s, &fresh);
}

/* Whoever has begun goes on where it was, in a list that is another by now. */
START_TEST(goes_on_behind_the_last_name)
{
	struct names_cursor c = {.at = 0}, fresh = {.at = 0};
	const struct names_one *one;
	struct names s;

	names_init(&s);
	fill(&s, 0, 100);
	for (unsigned i = 0; i < 50; i++) {
		one = names_next(&s, &c);
		ck_assert_uint_eq(one->name[0], i);
		ck_assert_int_eq(one->journal, i % 3 == 0);
	}
	fill(&s, 40, 120);
	ck_assert_uint_eq(names_next(&s, &fresh)->name[0], 40);
	for (unsigned i = 50; i < 120; i++)
		ck_assert_uint_eq(names_next(&s, &c)->name[0], i);
	ck_assert_ptr_null(names_next(&s, &c));
	fill(&s, 0, 10);
	ck_assert_ptr_null(names_next(&s, &c));
	names_clear(&s);
}
END_TEST

/* A journal without its message is none. */
START_TEST(leaves_out_journals_alone)
{
	const struct item it = {.name = {1, 1}}, other = {.name = {2, 1}};
	struct names_cursor c = {.at = 0};
	struct names s;

	names_init(&s);
	ck_assert(names_add(&s, &it, CONTROL_QUEUE, true));
	ck_assert(names_add(&s, &it, CONTROL_HELD, false));
	ck_assert(names_add(&s, &other, CONTROL_QUEUE, true));
	names_order(&s);
	ck_assert_int_eq(names_next(&s, &c)->place, CONTROL_HELD);
	ck_assert_ptr_null(names_next(&s, &c));
	names_clear(&s);
}
END_TEST

static void
list(struct served *v)
{
	ck_assert_int_eq(served_ask(v, served_list, 0), ERROR_NONE);
}

/* What is kept follows each attempt. */
START_TEST(tells_of_the_last_attempt)
{
	struct served v;

	served_init(&v);
	stage_drop(&v.s, SENDER, "deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	for (int i = 0; i < 3; i++) {
		list(&v);
		ck_assert_uint_eq(served_printed(&v,
				      i == 0       ? ": deferred, 1 attempt,"
					  : i == 1 ? ": deferred, 2 attempts,"
						   : ": deferred, 3 attempts,"),
		    1);
		ck_assert_uint_eq(v.s.runner->store.known.n, 1);
		stage_clock.wall += 2 * SCHEDULE_LONGEST;
		stage_clock.mono += 2 * SCHEDULE_LONGEST;
		stage_run(&v.s);
	}
	served_clear(&v);
}
END_TEST

/* And whoever moves it. */
START_TEST(tells_where_it_lies)
{
	struct served v;

	served_init(&v);
	stage_drop(&v.s, SENDER, "deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	list(&v);
	v.s.runner->stopping = true; /* tries nothing any more */
	stage_clock.wall += SCHEDULE_MAX_AGE + 10;
	ck_assert_int_eq(served_do(&v, CONTROL_HOLD, NULL, 0), ERROR_NONE);
	list(&v);
	ck_assert_uint_eq(served_printed(&v, "held by an administrator"), 1);
	ck_assert_int_eq(served_do(&v, CONTROL_RELEASE, NULL, 0), ERROR_NONE);
	list(&v);
	ck_assert_uint_eq(served_printed(&v, "held by"), 0);
	ck_assert_uint_eq(
	    served_printed(&v, "to <deferred@x.y>: deferred\n"), 1);
	ck_assert_int_eq(served_do(&v, CONTROL_DELETE, NULL, 0), ERROR_NONE);
	list(&v);
	ck_assert_uint_eq(served_printed(&v, "Mail queue is empty"), 1);
	ck_assert_uint_eq(v.s.runner->store.known.n, 0);
	served_clear(&v);
}
END_TEST

/* What a runner before this one left is known before anybody asks. */
START_TEST(learns_what_was_left)
{
	struct served v;
	char name[SPOOL_NAME + 1];

	served_init(&v);
	stage_script(&v.s, 0, "fail 0");
	for (unsigned i = 0; i < 300; i++) {
		name_of(i, name);
		stage_put(&v.s, SPOOL_QUEUE, name, SENDER, "bob@x.y");
	}
	stage_start(&v.s);
	stage_run(&v.s);
	for (int i = 0; i < 20; i++)
		runner_turn(v.s.runner, 0);
	/* Those in flight meanwhile may be missing, and those that took their
	 * places in the list. */
	ck_assert_uint_ge(v.s.runner->store.known.n, 300 - 2 * RUNNER_ENTRIES);
	list(&v);
	ck_assert_uint_eq(v.s.runner->store.known.n, 300);
	ck_assert_uint_eq(served_printed(&v, "to <bob@x.y>: waiting"), 300);
	/* Sent, they are forgotten. */
	stage_script(&v.s, 0, "");
	stage_clock.mono += 2 * SCHEDULE_LONGEST;
	stage_run(&v.s);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 0);
	ck_assert_uint_eq(v.s.runner->store.known.n, 0);
	served_clear(&v);
}
END_TEST

Suite *
known_suite(void)
{
	const TTest *const tests[] = {keeps_and_forgets,
	    keeps_no_more_than_there_is_room_for, stays_below_any_bound,
	    goes_on_behind_the_last_name, leaves_out_journals_alone,
	    tells_of_the_last_attempt, tells_where_it_lies,
	    learns_what_was_left};

	return STAGE_SUITE_OF("known", tests);
}
