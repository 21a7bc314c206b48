/* SPDX-License-Identifier: ISC */
/* Handing messages to relay-send. */
#include "config.h"

#include <string.h>

#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/deliver.h"
#include "sendmail-shim/postern-queue/expand.h"
#include "sendmail-shim/postern-queue/hear.h"
#include "sendmail-shim/postern-queue/hops.h"
#include "sendmail-shim/postern-queue/intake.h"
#include "sendmail-shim/postern-queue/received.h"
#include "sendmail-shim/postern-queue/settle.h"
#include "sys/io.h"
#include "sys/log.h"

/* Seconds until a message that could not be read, or may only go by a relay
 * that is not at work, is looked at again. */
#define LATER 60

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

/* Starts relay-send for a route; a failure is the route's. */
static void
start(struct runner *r, size_t route)
{
	const struct route *to = &r->routes.list[route];
	struct worker *w = &r->worker;
	struct handover_relay relay;
	struct handover_failed failed = {.failure = HANDOVER_SETTINGS};
	struct error e;

	if (settings_relay(&r->settings, to->relay, to->url, &relay, &e) ==
		ERROR_NONE &&
	    worker_start(w, r->config.send_program, r->store.lock,
		r->config.log_fd, &e) == ERROR_NONE) {
		w->route = route;
		relay.chunking &= !to->no_chunking;
		if (handover_put_relay(&w->out, &relay) && worker_send(w, -1)) {
			secret_clear(&relay.secret);
			return;
		}
		error_set(&e, ERROR_SYSTEM, "relay-send ended at once");
		worker_end(w, r->now.mono);
	}
	secret_clear(&relay.secret);
	view_copy(view_before(view_of(e.text), sizeof(failed.reason) - 1),
	    failed.reason, sizeof(failed.reason));
	hear_route_failed(r, route, &failed);
}

/* What a message that cannot be loaded comes to. */
static void
not_loaded(struct runner *r, const struct item *it, struct error *e)
{
	char name[SPOOL_NAME + 1];
	struct item later = *it;

	item_name(it, name);
	if (e->code == ERROR_NOTFOUND)
		return;
	if (e->code == ERROR_INPUT) {
		intake_quarantine(r, SPOOL_QUEUE, name, e);
		return;
	}
	log_event(
	    LOG_LEVEL_ERROR, "spool: %s: it waits in queue: %s", name, e->text);
	later.due = r->now.wall + LATER;
	list_add(&r->list, &later);
}

/*
 * Makes due what somebody wants tried now, and what has a time that the
 * schedule cannot have made, because the clock was set back.
 */
static void
mend_times(struct entry *en, int64_t now)
{
	for (unsigned i = 0; i < en->j.n; i++) {
		struct journal_recipient *to = &en->j.list[i];

		if (en->item.hurry || to->due > now + 2 * SCHEDULE_LONGEST)
			to->due = 0;
	}
	en->item.hurry = false;
}

/* Final recipients for a message that has no journal, or waits for names. */
static enum error_code
prepare(struct runner *r, struct entry *en, struct error *e)
{
	enum error_code code = ERROR_NONE;
	bool changed = false;

	mend_times(en, r->now.wall);
	if (en->j.n == 0)
		code = expand_message(r, &en->m, &en->j, &changed, e);
	if (code == ERROR_NONE)
		code = expand_again(r, &en->j, &changed, e);
	if (code == ERROR_NONE && changed)
		code = journal_save(
		    r->store.dirs[SPOOL_QUEUE], en->name, &en->m, &en->j, e);
	if (code == ERROR_NONE)
		code = entry_prepare(en, e);
	if (code == ERROR_NONE)
		expand_hold(r, en);
	return code;
}

/* Takes an item into a free entry; false when there is none in it. */
static bool
take(struct runner *r, struct entry *en, struct item it, int *fd_out)
{
	struct error e;

	it.bound = false;
	if (entry_load(en, &it, r->store.dirs[SPOOL_QUEUE], r->config.drop_uid,
		fd_out, &e) == ERROR_NONE) {
		if (prepare(r, en, &e) == ERROR_NONE) {
			hops_check(en, *fd_out, r->now);
			return true;
		}
		entry_clear(en);
		io_close(fd_out);
	}
	not_loaded(r, &it, &e);
	return false;
}

/* Whether the relay at work may have it: not when another one perhaps sent
 * it already and still exists. */
static bool
may_go(const struct runner *r, const struct entry *en)
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
	    r->now.wall - en->m.time > SCHEDULE_MAX_AGE;
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

/* A message that must not go by the relay at work: a detour to its own one,
 * where that may be tried. */
static void
wait_for_relay(struct runner *r, struct entry *en)
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
	settle_put_back(r, en, r->now.wall + LATER);
}

/* Hands an item.  False when relay-send is gone. */
static bool
hand(struct runner *r, struct entry *en, struct item it)
{
	char received[LIMIT_MESSAGE_TEXT];
	struct worker *w = &r->worker;
	int fd = -1;

	if (!take(r, en, it, &fd))
		return true;
	r->in_flight++;
	en->stage = ENTRY_HANDED;
	en->id = r->handed++ * RUNNER_ENTRIES + (uint64_t)(en - r->entries);
	received_compose(received, sizeof(received), r->settings.host, en->name,
	    en->m.uid, r->now.wall);
	if (may_go(r, en) && entry_hand(en, received, r->now.wall, &w->out)) {
		w->given = true;
		return worker_send(w, fd);
	}
	buf_reset(&w->out);
	io_close(&fd);
	if (!may_go(r, en))
		wait_for_relay(r, en);
	else if (en->n_handed == 0)
		settle(r, en);
	else
		settle_put_back(r, en, r->now.wall + LATER);
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
	r->detour = ROUTE_NONE;
	start(r, route);
	r->worker.detour = detour;
}

/* The next item for the relay at work; false when there is none. */
static bool
next_item(struct runner *r, struct item *out)
{
	struct worker *w = &r->worker;

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
