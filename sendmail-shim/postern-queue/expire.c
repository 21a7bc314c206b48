/* SPDX-License-Identifier: ISC */
/* Expiry while relays fail. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "queue/listing.h"
#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/expire.h"
#include "sendmail-shim/postern-queue/move.h"
#include "sendmail-shim/postern-queue/settle.h"
#include "sys/log.h"

#define MICROSECONDS 1000000
/* Messages given up in a turn: nothing else waits for thousands of them. */
#define BATCH 64
/* Messages read for it in a turn, for the same reason: those that are not as
 * old as their names say are not read again before they are. */
#define READS 1024
#define HOUR 3600

struct batch {
	struct runner *r;
	struct move moves[BATCH];
	struct item items[BATCH];
	size_t n;
	unsigned reads;
};

/* How old a message is, whatever its name says: a report has the name's time
 * from the message that it is about, and some began anew.  One that cannot be
 * read is looked at again in an hour. */
static int64_t
age_of(const struct runner *r, const char *name)
{
	struct listing l;
	struct error e;
	int64_t age = SCHEDULE_MAX_AGE - HOUR;

	listing_init(&l);
	if (listing_load(&l, r->store.dirs[SPOOL_QUEUE], name, CONTROL_QUEUE,
		true, r->config.drop_uid, &e) == ERROR_NONE)
		age =
		    r->now.wall - (l.j.since > l.m.time ? l.j.since : l.m.time);
	listing_clear(&l);
	return age;
}

/* Notes when to look again at one that is not too old yet. */
static void
note_young(const struct runner *r, struct item *it, int64_t age)
{
	int64_t left = SCHEDULE_MAX_AGE - (age > 0 ? age : 0);
	int64_t hour = (r->now.mono + left) / HOUR + 1;

	it->young = hour < UINT16_MAX ? (uint16_t)hour : UINT16_MAX;
}

/* A list_fn that collects them. */
static bool
collect(void *arg, struct item *it)
{
	struct batch *b = arg;
	struct move *m = &b->moves[b->n];
	const struct moment now = b->r->now;
	int64_t age = now.wall - (int64_t)(it->name[0] / MICROSECONDS);

	if (b->n == BATCH || b->reads == READS || age <= SCHEDULE_MAX_AGE ||
	    now.mono / HOUR < it->young)
		return false;
	item_name(it, m->name);
	b->reads++;
	age = age_of(b->r, m->name);
	if (age <= SCHEDULE_MAX_AGE) {
		note_young(b->r, it, age);
		return false;
	}
	m->from = SPOOL_QUEUE;
	b->items[b->n++] = *it;
	return true;
}

/* One that was moved, or could not be. */
static bool
conclude(struct runner *r, const struct move *m, const char *reason)
{
	if (m->error == EEXIST)
		return settle_give_up(r, m->name, reason);
	if (m->error != 0 && m->error != ENOENT)
		log_event(LOG_LEVEL_ERROR,
		    "spool: %s: cannot be moved to failed: %s", m->name,
		    strerrordesc_np(m->error));
	else if (m->error == 0)
		log_event(LOG_LEVEL_ERROR,
		    "mail: %s: given up without a report, moved to failed: %s",
		    m->name, reason);
	return m->error == 0 || m->error == ENOENT;
}

bool
expire_old(struct runner *r)
{
	int64_t since = routes_all_failing_since(&r->routes);
	struct batch b = {.r = r};
	bool all = true;

	if (since == INT64_MAX || r->now.mono - since <= SCHEDULE_MIN_TRIED)
		return false;
	list_remove(&r->list, collect, &b);
	if (b.n == 0)
		return false;
	move_all(&r->store, b.moves, b.n, SPOOL_FAILED);
	for (size_t i = 0; i < b.n; i++) {
		if (conclude(r, &b.moves[i], r->routes.list[0].reason))
			continue;
		all = false;
		list_add(&r->list, &b.items[i]);
	}
	return all && b.n == BATCH;
}
