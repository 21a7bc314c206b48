/* SPDX-License-Identifier: ISC */
/* Handing messages to relay-send. */
#include "config.h"

#include "sendmail-shim/postern-queue/avoid.h"
#include "sendmail-shim/postern-queue/bound.h"
#include "sendmail-shim/postern-queue/deliver.h"
#include "sendmail-shim/postern-queue/hear.h"
#include "sendmail-shim/postern-queue/ready.h"
#include "sendmail-shim/postern-queue/received.h"
#include "sendmail-shim/postern-queue/settle.h"
#include "sys/io.h"

static bool
is_due(const struct runner *r)
{
	const struct item *first = list_first(&r->list);

	return first != NULL && first->due <= r->now.wall;
}

static struct entry *
free_entry(struct runner *r)
{
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage == ENTRY_FREE)
			return &r->entries[i];
	return NULL;
}

/* What relay-send is told of a route, and the secret. */
static enum secrets_state
prepare(struct runner *r, const struct route *to, struct handover_relay *out,
    struct error *e)
{
	if (settings_relay(&r->settings, to->relay, to->url, out, e) !=
	    ERROR_NONE)
		return SECRETS_FAILED;
	out->chunking &= !to->no_chunking;
	return secrets_get(
	    &r->secrets, to->relay, r->now.mono, &out->secret, e);
}

/* Starts relay-send for a route; a failure is the route's.  False when its
 * secret is not there yet. */
static bool
start(struct runner *r, size_t route)
{
	const struct route *to = &r->routes.list[route];
	struct worker *w = &r->worker;
	struct handover_relay relay;
	struct handover_failed failed = {.failure = HANDOVER_SETTINGS};
	struct error e;
	enum secrets_state secret = prepare(r, to, &relay, &e);

	if (secret == SECRETS_COMING)
		return false;
	if (secret == SECRETS_READY &&
	    worker_start(w, r->config.send_program, r->store.lock,
		r->config.log_fd, &e) == ERROR_NONE) {
		w->route = route;
		if (handover_put_relay(&w->out, &relay) && worker_send(w, -1)) {
			secret_clear(&relay.secret);
			return true;
		}
		error_set(&e, ERROR_SYSTEM, "relay-send ended at once");
		worker_end(w, r->now.mono);
	}
	secret_clear(&relay.secret);
	view_copy(view_before(view_of(e.text), sizeof(failed.reason) - 1),
	    failed.reason, sizeof(failed.reason));
	hear_route_failed(r, route, &failed);
	return true;
}

/* Hands an item.  False when relay-send is gone. */
static bool
hand(struct runner *r, struct entry *en, struct item it)
{
	char received[LIMIT_MESSAGE_TEXT];
	struct worker *w = &r->worker;
	int fd = -1;

	if (!ready_take(r, en, it, &fd))
		return true;
	r->in_flight++;
	if (avoid_relay(r, en)) {
		io_close(&fd);
		return true;
	}
	en->stage = ENTRY_HANDED;
	en->id = r->handed++ * RUNNER_ENTRIES + (uint64_t)(en - r->entries);
	received_compose(received, sizeof(received), r->settings.host, en->name,
	    en->m.uid, en->m.user, r->now.wall);
	if (bound_may_go(r, en) &&
	    entry_hand(en, received, r->now.wall, &w->out)) {
		w->given = true;
		rate_add(r->routes.list[w->route].rate, r->now.mono, 1);
		return worker_send(w, fd);
	}
	buf_reset(&w->out);
	io_close(&fd);
	if (!bound_may_go(r, en))
		bound_wait(r, en);
	else if (en->n_handed == 0)
		settle(r, en);
	else
		settle_put_back(r, en, r->now.wall + RUNNER_LATER);
	return true;
}

/* Whether a better relay than the one at work may be tried again. */
static bool
prefers_another(const struct runner *r)
{
	return routes_choose(&r->routes, r->now.mono) < r->worker.route;
}

/* Starts relay-send when there is work and a relay that may be tried. */
static void
start_some(struct runner *r)
{
	bool detour = r->detour != ROUTE_NONE;
	size_t route =
	    detour ? r->detour : routes_choose(&r->routes, r->now.mono);

	if ((!is_due(r) && !detour) || route == ROUTE_NONE || r->stopping ||
	    r->reload || r->in_flight == RUNNER_ENTRIES)
		return;
	if (!start(r, route))
		return;
	r->detour = ROUTE_NONE;
	r->worker.detour = detour;
}

bool
deliver_may_hand(const struct runner *r, int64_t now)
{
	return rate_check(r->routes.list[r->worker.route].rate, now);
}

/* Says once that mail waits because the relay had as many as it may. */
static void
tell_rate(struct runner *r, size_t i)
{
	struct route *route = &r->routes.list[i];

	if (!route->rate->told)
		log_event(LOG_LEVEL_INFO,
		    "relay: %s: its rate of %u messages in %u s is used up "
		    "(mail waits)",
		    route->relay->name, route->rate->limit.count,
		    route->rate->limit.seconds);
	route->rate->told = true;
}

/* Notes what waits for a rate, and what does no longer. */
static void
watch_rates(struct runner *r)
{
	size_t rated = routes_rated(&r->routes, r->now.mono);

	if (is_due(r) && rated != ROUTE_NONE)
		tell_rate(r, rated);
	for (size_t i = 0; !is_due(r) && i < r->routes.n_rates; i++)
		r->routes.rates[i].told = false;
}

/* The next item for the relay at work; false when there is none. */
static bool
next_item(struct runner *r, struct item *out)
{
	struct worker *w = &r->worker;

	if (!deliver_may_hand(r, r->now.mono))
		return false;
	if (w->detour && list_take_bound(&r->list, out))
		return true;
	if (w->detour || !is_due(r))
		return w->detour = false;
	*out = list_take(&r->list);
	return true;
}

/* Whether relay-send is to end as soon as it has answered all it has. */
static bool
is_to_end(const struct runner *r)
{
	return r->reload ||
	    (!r->worker.detour &&
		(prefers_another(r) || r->detour != ROUTE_NONE));
}

void
deliver_some(struct runner *r)
{
	struct worker *w = &r->worker;
	struct entry *en;
	struct item it;

	watch_rates(r);
	if (w->stage == WORKER_NONE)
		start_some(r);
	if (w->stage == WORKER_RUNNING && !worker_flush(w)) {
		hear_rest(r);
		return;
	}
	if (w->stage == WORKER_RUNNING && is_to_end(r)) {
		if (!runner_waits_for_outcomes(r))
			worker_end(w, r->now.mono);
		return;
	}
	while (worker_idle(w) && !r->stopping && (en = free_entry(r)) != NULL &&
	    next_item(r, &it)) {
		if (!hand(r, en, it)) {
			hear_rest(r);
			return;
		}
	}
}

bool
deliver_wants_to_send(const struct runner *r)
{
	return r->worker.stage == WORKER_RUNNING && r->worker.out.n != 0;
}
