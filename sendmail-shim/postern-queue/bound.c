/* SPDX-License-Identifier: ISC */
/* Messages whose reply was lost. */
#include "config.h"

#include <string.h>

#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/bound.h"
#include "sendmail-shim/postern-queue/settle.h"

bool
bound_may_go(const struct runner *r, const struct entry *en)
{
	const char *bound = entry_bound_to(en);

	return bound == NULL || !routes_has(&r->routes, bound) ||
	    strcmp(bound, r->routes.list[r->worker.route].relay->name) == 0;
}

/* Whether the relay that it is bound to failed for as long as any is tried. */
static bool
is_forsaken(const struct runner *r, const struct entry *en)
{
	int64_t since = routes_failing_since(&r->routes, entry_bound_to(en));

	return since != INT64_MAX && r->now.mono - since > SCHEDULE_MIN_TRIED &&
	    r->now.wall - entry_began(en) > SCHEDULE_MAX_AGE;
}

static void
give_up(struct runner *r, struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++) {
		if (journal_state_done(en->j.list[i].state))
			continue;
		en->j.list[i].state = JOURNAL_FAILED;
		en->changed[i] = true;
	}
	settle(r, en);
}

void
bound_wait(struct runner *r, struct entry *en)
{
	size_t route =
	    routes_choose_of(&r->routes, entry_bound_to(en), r->now.mono);

	if (is_forsaken(r, en)) {
		give_up(r, en);
		return;
	}
	if (route != ROUTE_NONE && !r->worker.detour) {
		r->detour = route;
		en->item.bound = true;
	}
	settle_put_back(r, en, r->now.wall + RUNNER_LATER);
}
