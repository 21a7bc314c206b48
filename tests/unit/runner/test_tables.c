/* SPDX-License-Identifier: ISC */
/* Tests of the runner's list, routes and outcome table, by themselves. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"
#include "sendmail-shim/postern-queue/list.h"
#include "sendmail-shim/postern-queue/outcome.h"
#include "sendmail-shim/postern-queue/received.h"
#include "sendmail-shim/postern-queue/route.h"

#define MANY 20000

/* Every result and failure has its row, and rows agree with themselves. */
START_TEST(has_every_row)
{
	for (int i = 0; i < HANDOVER_RESULTS; i++) {
		const struct outcome *o = outcome_of((enum handover_result)i);

		ck_assert_ptr_nonnull(o->status);
		ck_assert(!o->report || o->state == JOURNAL_BOUNCED);
		ck_assert(o->attempt || o->state == JOURNAL_WAITING);
	}
	for (int i = 0; i < HANDOVER_FAILURES; i++) {
		const struct outage *o = outage_of((enum handover_failure)i);

		ck_assert_ptr_nonnull(o->what);
		ck_assert(o->failure == (i != HANDOVER_CLOSED));
		ck_assert(!o->failure || o->first >= SCHEDULE_FIRST);
	}
	ck_assert_int_eq(outcome_of(99)->state, JOURNAL_UNKNOWN);
	ck_assert(outage_of(99)->failure);
}
END_TEST

START_TEST(names_survive)
{
	static const char name[] = "0123456789abcdef-fedcba9876543210";
	char again[SPOOL_NAME + 1];
	struct item it = item_of(view_of(name));

	item_name(&it, again);
	ck_assert_str_eq(again, name);
	ck_assert_uint_le(sizeof(struct item), 40);
}
END_TEST

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

static void
fill(struct list *l, unsigned n)
{
	uint64_t random = 1;

	list_init(l);
	for (unsigned i = 0; i < n; i++) {
		struct item it = {
		    .name = {i, next_random(&random)},
		    .due = (int64_t)(next_random(&random) % 1000),
		    .unresolved = i % 10 == 0,
		};

		ck_assert(list_make_room(l));
		list_add(l, &it);
	}
}

START_TEST(gives_the_first_due_first)
{
	struct item before = {.due = -1}, it;
	struct list l;
	unsigned n = 0;

	fill(&l, MANY);
	for (; list_first(&l) != NULL; n++) {
		it = list_take(&l);
		ck_assert_int_ge(it.due, before.due);
		ck_assert(it.due > before.due || it.name[0] > before.name[0]);
		before = it;
	}
	ck_assert_uint_eq(n, MANY);
	list_clear(&l);
}
END_TEST

START_TEST(takes_back_what_was_taken)
{
	struct item taken[LIST_TAKEN];
	struct list l;
	size_t size;

	fill(&l, 1000);
	for (int i = 0; i < LIST_TAKEN; i++)
		taken[i] = list_take(&l);
	for (int i = 0; i < 5000; i++) {
		ck_assert(list_make_room(&l));
		list_add(&l, &taken[0]);
	}
	size = l.size;
	for (int i = 0; i < LIST_TAKEN; i++)
		list_add(&l, &taken[i]);
	ck_assert_uint_eq(l.size, size);
	ck_assert_uint_le(l.n, l.size);
	list_clear(&l);
}
END_TEST

static bool
is_odd(void *arg, struct item *it)
{
	(void)arg;
	return it->name[0] % 2 != 0;
}

START_TEST(hurries_bounds_and_removes)
{
	struct list l;
	unsigned hurried = 0;

	fill(&l, MANY);
	list_bound(&l, 500);
	for (size_t i = 0; i < l.n; i++)
		ck_assert_int_le(l.items[i].due, 500);
	list_hurry(&l, true);
	for (size_t i = 0; i < l.n; i++)
		hurried += l.items[i].due == 0 && l.items[i].hurry;
	ck_assert_uint_eq(hurried, MANY / 10);
	list_remove(&l, is_odd, NULL);
	ck_assert_uint_eq(l.n, MANY / 2);
	list_hurry(&l, false);
	for (uint64_t i = 0; i < MANY / 2; i++)
		ck_assert_uint_eq(list_take(&l).name[0], 2 * i);
	list_clear(&l);
}
END_TEST

static struct endpoint servers[] = {
    {.scheme = "submissions", .port = 465, .host = "a.example"},
    {.scheme = "submission",
	.port = 587,
	.is_address = true,
	.host = "2001:db8::1"},
    {.scheme = "submissions", .port = 4650, .host = "b.example"},
};
static char one[] = "one", two[] = "two";
static struct conf_relay relays[] = {
    {.name = one, .servers = {servers, 2}},
    {.name = two, .servers = {servers + 2, 1}},
};
static const struct conf conf = {.relays = relays, .n_relays = 2};

static const struct handover_failed unreachable = {
    .failure = HANDOVER_UNREACHABLE, .reason = "gone"};
static const struct handover_failed refused = {
    .failure = HANDOVER_AUTH, .reason = "535"};

START_TEST(orders_routes)
{
	struct routes r;

	routes_init(&r);
	ck_assert_uint_eq(routes_choose(&r, 0), ROUTE_NONE);
	ck_assert(routes_set(&r, &conf));
	ck_assert_uint_eq(r.n, 3);
	ck_assert_str_eq(r.list[0].url, "submissions://a.example:465");
	ck_assert_str_eq(r.list[1].url, "submission://[2001:db8::1]:587");
	ck_assert_str_eq(r.list[2].url, "submissions://b.example:4650");
	ck_assert_uint_eq(routes_choose(&r, 100), 0);
	ck_assert_int_eq(routes_due(&r, 100), INT64_MAX);
	routes_failed(&r, 0, &unreachable, 100, 0);
	ck_assert_uint_eq(routes_choose(&r, 100), 1);
	ck_assert_int_eq(routes_due(&r, 100), 160);
	routes_failed(&r, 1, &refused, 101, 0);
	ck_assert_uint_eq(routes_choose(&r, 101), 2);
	ck_assert_int_eq(routes_all_failing_since(&r), INT64_MAX);
	routes_failed(&r, 2, &refused, 102, 0);
	ck_assert_uint_eq(routes_choose(&r, 102), ROUTE_NONE);
	ck_assert_int_eq(routes_all_failing_since(&r), 102);
	ck_assert_uint_eq(routes_choose(&r, 160), 0);
	ck_assert(routes_hurry(&r, true));
	ck_assert_uint_eq(routes_choose(&r, 102), 1);
	ck_assert(routes_worked(&r, 1));
	ck_assert(!routes_worked(&r, 1));
	routes_worked(&r, 0);
	r.list[0].before = 100;
	ck_assert(!routes_worked(&r, 0));
	ck_assert_int_eq(routes_failing(&r, 0, 200), 0);
	routes_doubt(&r, 0);
	ck_assert_int_eq(routes_failing(&r, 0, 200), 100);
	ck_assert(routes_has(&r, "two"));
	ck_assert(!routes_has(&r, "three"));
	routes_clear(&r);
}
END_TEST

START_TEST(waits_longer_each_time)
{
	static const int64_t waits[] = {
	    60, 120, 240, 480, 960, 1920, 3600, 3600};
	struct routes r;

	routes_init(&r);
	ck_assert(routes_set(&r, &conf));
	for (size_t i = 0; i < COUNT(waits); i++) {
		routes_failed(&r, 0, &unreachable, 1000, 0);
		ck_assert_int_eq(r.list[0].due, 1000 + waits[i]);
	}
	routes_worked(&r, 0);
	routes_failed(&r, 0, &unreachable, 1000, 0);
	ck_assert_int_eq(r.list[0].due, 1060);
	routes_clear(&r);
}
END_TEST

START_TEST(composes_received)
{
	char text[LIMIT_MESSAGE_TEXT];

	received_compose(text, sizeof(text), "web1.example.com",
	    "0123456789abcdef-fedcba9876543210", 1000, "", 86400);
	ck_assert_str_eq(text,
	    "Received: by web1.example.com (Postern, from uid 1000)\r\n"
	    "\tid 0123456789abcdef-fedcba9876543210; "
	    "Fri, 02 Jan 1970 00:00:00 +0000");
	received_compose(text, sizeof(text), "web1.example.com",
	    "0123456789abcdef-fedcba9876543210", 1000, "bob", 86400);
	ck_assert_ptr_nonnull(strstr(text, "(Postern, from bob, uid 1000)"));
}
END_TEST

Suite *
tables_suite(void)
{
	const TTest *const tests[] = {has_every_row, names_survive,
	    gives_the_first_due_first, takes_back_what_was_taken,
	    hurries_bounds_and_removes, orders_routes, waits_longer_each_time,
	    composes_received};

	return STAGE_SUITE_OF("tables", tests);
}
