/* SPDX-License-Identifier: ISC */
/* How delivery stands. */
#include "config.h"

#include <stdio.h>

#include "base/escape.h"
#include "sendmail-shim/postern-queue/standing.h"

static void
describe_missing(const struct runner *r, struct control_state *out)
{
	char reason[sizeof(out->reason) / 2];
	const char *why = r->settings.broken.code != ERROR_NONE
	    ? r->settings.broken.text
	    : "no relay section";

	snprintf(out->reason, sizeof(out->reason), "no relay is configured: %s",
	    escape_copy(view_of(why), reason, sizeof(reason)));
}

/* Whether a relay works, and had as many messages as it may; that is worth a
 * word where something waits for it. */
static bool
describe_rate(const struct runner *r, struct control_state *out)
{
	size_t i = routes_rated(&r->routes, r->now.mono);
	const struct rate *rate;

	if (i == ROUTE_NONE)
		return false;
	if (list_first(&r->list) == NULL)
		return true;
	rate = r->routes.list[i].rate;
	snprintf(out->reason, sizeof(out->reason),
	    "relay %s: its rate of %u messages in %u s is used up",
	    r->routes.list[i].relay->name, rate->limit.count,
	    rate->limit.seconds);
	out->due = r->now.wall + rate_due(rate, r->now.mono) - r->now.mono;
	return true;
}

void
standing_describe(const struct runner *r, struct control_state *out)
{
	char reason[sizeof(out->reason) / 2];
	const struct route *first = r->routes.list;
	int64_t due; /* none for one that may be tried at once */

	*out = (struct control_state){.messages = r->list.n + r->in_flight};
	if (r->routes.n == 0) {
		describe_missing(r, out);
		return;
	}
	if (describe_rate(r, out))
		return;
	if (routes_choose(&r->routes, r->now.mono) != ROUTE_NONE &&
	    routes_all_failing_since(&r->routes) == INT64_MAX)
		return;
	snprintf(out->reason, sizeof(out->reason), "relay %s: %s: %s",
	    first->relay->name, outage_of(first->why)->what,
	    escape_copy(view_of(first->reason), reason, sizeof(reason)));
	due = routes_due(&r->routes, r->now.mono);
	out->due = r->now.wall;
	if (due != INT64_MAX)
		out->due += due - r->now.mono;
}
