/* SPDX-License-Identifier: ISC */
/* The ways out and their failures. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endpoint.h"
#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/outcome.h"
#include "sendmail-shim/postern-queue/route.h"

void
routes_init(struct routes *r)
{
	*r = (struct routes){0};
}

void
routes_clear(struct routes *r)
{
	free(r->list);
	routes_init(r);
}

bool
routes_set(struct routes *r, const struct conf *c)
{
	struct route *list;
	size_t n = 0;

	for (size_t i = 0; i < c->n_relays; i++)
		n += c->relays[i].servers.n;
	list = calloc(n != 0 ? n : 1, sizeof(*list));
	if (list == NULL)
		return false;
	free(r->list);
	*r = (struct routes){.list = list};
	for (size_t i = 0; i < c->n_relays; i++) {
		const struct conf_relay *relay = &c->relays[i];

		for (size_t s = 0; s < relay->servers.n; s++) {
			list[r->n].relay = relay;
			endpoint_format(&relay->servers.list[s], list[r->n].url,
			    sizeof(list[r->n].url));
			r->n++;
		}
	}
	return true;
}

static bool
is_of(const struct route *route, const char *relay)
{
	return relay == NULL || strcmp(route->relay->name, relay) == 0;
}

size_t
routes_choose_of(const struct routes *r, const char *relay, int64_t now)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_of(&r->list[i], relay) &&
		    (r->list[i].failures == 0 || r->list[i].due <= now))
			return i;
	return ROUTE_NONE;
}

size_t
routes_choose(const struct routes *r, int64_t now)
{
	return routes_choose_of(r, NULL, now);
}

int64_t
routes_due(const struct routes *r)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < r->n; i++)
		if (r->list[i].failures != 0 && r->list[i].due < due)
			due = r->list[i].due;
	return due;
}

void
routes_failed(struct routes *r, size_t i, const struct handover_failed *f,
    int64_t now, uint32_t random)
{
	struct route *route = &r->list[i];

	if (route->failures++ == 0)
		route->since = now;
	route->why = f->failure;
	snprintf(route->reason, sizeof(route->reason), "%s", f->reason);
	route->due = now +
	    schedule_delay(
		route->failures, outage_of(f->failure)->first, random);
}

bool
routes_worked(struct routes *r, size_t i)
{
	struct route *route = &r->list[i];

	route->failures_before = route->failures;
	route->since_before = route->since;
	route->failures = 0;
	route->reason[0] = '\0';
	return route->failures_before != 0;
}

void
routes_doubt(struct routes *r, size_t i)
{
	r->list[i].failures = r->list[i].failures_before;
	r->list[i].since = r->list[i].since_before;
}

bool
routes_hurry(struct routes *r, bool mending_only)
{
	bool any = false;

	for (size_t i = 0; i < r->n; i++) {
		struct route *route = &r->list[i];

		if (route->failures == 0 ||
		    (mending_only && !outage_of(route->why)->mending))
			continue;
		route->due = 0;
		any = true;
	}
	return any;
}

int64_t
routes_failing_since(const struct routes *r, const char *relay)
{
	int64_t since = r->n != 0 ? 0 : INT64_MAX;

	for (size_t i = 0; i < r->n; i++) {
		if (!is_of(&r->list[i], relay))
			continue;
		if (r->list[i].failures == 0)
			return INT64_MAX;
		if (r->list[i].since > since)
			since = r->list[i].since;
	}
	return since;
}

int64_t
routes_all_failing_since(const struct routes *r)
{
	return routes_failing_since(r, NULL);
}

bool
routes_has(const struct routes *r, const char *relay)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->list[i].relay->name, relay) == 0)
			return true;
	return false;
}
