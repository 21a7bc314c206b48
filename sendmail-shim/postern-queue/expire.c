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

struct batch {
	struct runner *r;
	struct move moves[BATCH];
	struct item items[BATCH];
	size_t n;
};

/* Whether a message is as old as its name says: a report has the name's time
 * from the message that it is about, and some began anew. */
static bool
is_old(const struct runner *r, const char *name)
{
	struct listing l;
	struct error e;
	bool old;

	listing_init(&l);
	old = listing_load(&l, r->store.dirs[SPOOL_QUEUE], name, CONTROL_QUEUE,
		  true, r->config.drop_uid, &e) == ERROR_NONE &&
	    r->now.wall - l.m.time > SCHEDULE_MAX_AGE &&
	    r->now.wall - l.j.since > SCHEDULE_MAX_AGE;
	listing_clear(&l);
	return old;
}

/* A list_fn that collects them. */
static bool
collect(void *arg, struct item *it)
{
	struct batch *b = arg;
	struct move *m = &b->moves[b->n];
	int64_t age = b->r->now.wall - (int64_t)(it->name[0] / MICROSECONDS);

	if (b->n == BATCH || age <= SCHEDULE_MAX_AGE)
		return false;
	item_name(it, m->name);
	if (!is_old(b->r, m->name))
		return false;
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
