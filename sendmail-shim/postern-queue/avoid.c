/* SPDX-License-Identifier: ISC */
/* Messages at which connections break. */
#include "config.h"

#include "sendmail-shim/postern-queue/avoid.h"
#include "sendmail-shim/postern-queue/settle.h"

/* Servers end connections for reasons of their own, too: one end says nothing
 * about the message. */
#define ATTEMPTS 2

void
avoid_note(
    const struct runner *r, struct entry *en, const struct handover_outcome *o)
{
	size_t route = r->worker.route;
	bool broken = o->result == HANDOVER_BROKEN &&
	    en->j.list[en->handed[o->recipient]].attempts >= ATTEMPTS;

	en->item.avoid = broken && route < UINT8_MAX ? (uint8_t)(route + 1) : 0;
}

bool
avoid_relay(struct runner *r, struct entry *en)
{
	size_t route;

	if (en->item.avoid != r->worker.route + 1 || r->worker.detour ||
	    entry_bound_to(en) != NULL)
		return false;
	route = routes_choose_but(&r->routes, r->worker.route, r->now.mono);
	if (route == ROUTE_NONE)
		return false;
	r->detour = route;
	en->item.bound = true;
	settle_put_back(r, en, r->now.wall + RUNNER_LATER);
	return true;
}
