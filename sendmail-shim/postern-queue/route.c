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
	free(r->rates);
	free(r->rate_names);
	routes_init(r);
}

/* Room for all of them, and for what each relay got. */
static bool
make(struct routes *r, const struct conf *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_relays; i++)
		n += c->relays[i].servers.n;
	*r = (struct routes){.list = calloc(n + 1, sizeof(*r->list)),
	    .rates = calloc(c->n_relays + 1, sizeof(*r->rates)),
	    .rate_names = calloc(c->n_relays + 1, sizeof(*r->rate_names))};
	if (r->list != NULL && r->rates != NULL && r->rate_names != NULL)
		return true;
	routes_clear(r);
	return false;
}

static void
add_relay(struct routes *r, const struct conf_relay *relay)
{
	struct rate *rate = &r->rates[r->n_rates];

	rate_init(rate, relay->rate);
	r->rate_names[r->n_rates++] = relay->name;
	for (size_t s = 0; s < relay->servers.n; s++) {
		struct route *route = &r->list[r->n++];

		route->relay = relay;
		route->rate = rate;
		endpoint_format(
		    &relay->servers.list[s], route->url, sizeof(route->url));
	}
}

bool
routes_set(struct routes *r, const struct conf *c)
{
	struct routes fresh;

	if (!make(&fresh, c))
		return false;
	for (size_t i = 0; i < c->n_relays; i++)
		add_relay(&fresh, &c->relays[i]);
	routes_clear(r);
	*r = fresh;
	return true;
}

static bool
is_of(const struct route *route, const char *relay)
{
	return relay == NULL || strcmp(route->relay->name, relay) == 0;
}

/* The first that does not wait for its next attempt. */
static size_t
first_working(const struct routes *r, const char *relay, int64_t now)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_of(&r->list[i], relay) &&
		    (r->list[i].failures == 0 || r->list[i].due <= now))
			return i;
	return ROUTE_NONE;
}

size_t
routes_choose_of(const struct routes *r, const char *relay, int64_t now)
{
	size_t i = first_working(r, relay, now);

	return i != ROUTE_NONE && rate_check(r->list[i].rate, now) ? i
								   : ROUTE_NONE;
}

size_t
routes_choose_but(const struct routes *r, size_t i, int64_t now)
{
	for (size_t n = 0; n < r->n; n++)
		if (n != i &&
		    (r->list[n].failures == 0 || r->list[n].due <= now) &&
		    rate_check(r->list[n].rate, now))
			return n;
	return ROUTE_NONE;
}

size_t
routes_choose(const struct routes *r, int64_t now)
{
	return routes_choose_of(r, NULL, now);
}

size_t
routes_rated(const struct routes *r, int64_t now)
{
	size_t i = first_working(r, NULL, now);

	return i != ROUTE_NONE && !rate_check(r->list[i].rate, now)
	    ? i
	    : ROUTE_NONE;
}

int64_t
routes_due(const struct routes *r, int64_t now)
{
	size_t rated = routes_rated(r, now);
	int64_t due = rated != ROUTE_NONE ? rate_due(r->list[rated].rate, now)
					  : INT64_MAX;

	for (size_t i = 0; i < r->n; i++)
		if (r->list[i].failures != 0 && r->list[i].due > now &&
		    r->list[i].due < due)
			due = r->list[i].due;
	return due;
}

int64_t
routes_failing(const struct routes *r, size_t i, int64_t now)
{
	const struct route *route = &r->list[i];

	return route->failures != 0 ? now - route->since : route->before;
}

void
routes_failed(struct routes *r, size_t i, const struct handover_failed *f,
    int64_t now, uint32_t random)
{
	struct route *route = &r->list[i];

	if (route->failures++ == 0)
		route->since = now - route->before;
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
	route->before_before = route->before;
	route->failures = 0;
	route->before = 0;
	route->reason[0] = '\0';
	return route->failures_before != 0;
}

void
routes_doubt(struct routes *r, size_t i)
{
	r->list[i].failures = r->list[i].failures_before;
	r->list[i].since = r->list[i].since_before;
	r->list[i].before = r->list[i].before_before;
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
	int64_t since = INT64_MAX;

	for (size_t i = 0; i < r->n; i++) {
		if (!is_of(&r->list[i], relay))
			continue;
		if (r->list[i].failures == 0)
			return INT64_MAX;
		if (since == INT64_MAX || r->list[i].since > since)
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
