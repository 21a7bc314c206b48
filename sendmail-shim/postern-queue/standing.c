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

void
standing_describe(const struct runner *r, struct control_state *out)
{
	char reason[sizeof(out->reason) / 2];
	const struct route *first = r->routes.list;

	*out = (struct control_state){.messages = r->list.n + r->in_flight};
	if (r->routes.n == 0) {
		describe_missing(r, out);
		return;
	}
	if (routes_choose(&r->routes, r->now.mono) != ROUTE_NONE &&
	    routes_all_failing_since(&r->routes) == INT64_MAX)
		return;
	snprintf(out->reason, sizeof(out->reason), "relay %s: %s: %s",
	    first->relay->name, outage_of(first->why)->what,
	    escape_copy(view_of(first->reason), reason, sizeof(reason)));
	out->due = r->now.wall + routes_due(&r->routes) - r->now.mono;
}
