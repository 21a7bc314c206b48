/* SPDX-License-Identifier: ISC */
/* Learning what waits, a few messages a turn. */
#include "config.h"

#include "sendmail-shim/postern-queue/warm.h"

/* Messages read in a turn: nothing waits for longer than these take. */
#define BATCH 32

static void
look_at(struct runner *r, const char *name)
{
	struct listing l;
	struct error e;

	listing_init(&l);
	if (listing_load(&l, r->store.dirs[SPOOL_QUEUE], name, CONTROL_QUEUE,
		true, r->config.drop_uid, &e) == ERROR_NONE)
		known_note(&r->store.known, name, &l.m, &l.j);
	listing_clear(&l);
}

bool
warm_some(struct runner *r)
{
	char name[SPOOL_NAME + 1];

	if (r->stopping)
		return false;
	for (unsigned i = 0; i < BATCH && r->warm_at < r->list.n; i++) {
		item_name(&r->list.items[r->warm_at++], name);
		if (!known_has(&r->store.known, name))
			look_at(r, name);
	}
	if (r->warm_at >= r->list.n || known_is_full(&r->store.known))
		r->warm_at = SIZE_MAX;
	return r->warm_at != SIZE_MAX;
}
