/* SPDX-License-Identifier: ISC */
/* Hearing relay-send. */
#include "config.h"

#include <stdio.h>

#include "sendmail-shim/postern-queue/avoid.h"
#include "sendmail-shim/postern-queue/hear.h"
#include "sendmail-shim/postern-queue/settle.h"
#include "sys/log.h"

static const struct conf_relay *
relay_of(const struct runner *r)
{
	return r->routes.list[r->worker.route].relay;
}

static const char *
relay_name(const struct runner *r)
{
	return relay_of(r)->name;
}

/* The entry relay-send means, or NULL. */
static struct entry *
find(struct runner *r, uint64_t id)
{
	struct entry *en = &r->entries[id % RUNNER_ENTRIES];

	return en->stage == ENTRY_HANDED && en->id == id ? en : NULL;
}

/* The first answer proves that the relay works. */
static void
prove(struct runner *r)
{
	if (r->worker.proven)
		return;
	r->worker.proven = true;
	if (routes_worked(&r->routes, r->worker.route))
		log_event(
		    LOG_LEVEL_INFO, "relay: %s: it works again", relay_name(r));
}

static bool
hear_ready(struct runner *r, const struct frame *f)
{
	char text[LIMIT_MESSAGE_TEXT];
	struct error e;

	if (handover_get_ready(f, text, sizeof(text), &e) != ERROR_NONE)
		return false;
	log_event(LOG_LEVEL_DEBUG, "relay: %s: %s", relay_name(r), text);
	secrets_accepted(&r->secrets, relay_of(r));
	return true;
}

static bool
hear_outcome(struct runner *r, const struct frame *f)
{
	struct handover_outcome o;
	struct entry *en;
	struct error e;

	if (handover_get_outcome(f, &o, &e) != ERROR_NONE ||
	    (en = find(r, o.id)) == NULL ||
	    !entry_note(en, &o, relay_name(r), r->now, runner_random()))
		return false;
	avoid_note(r, en, &o);
	if (o.result == HANDOVER_UNKNOWN || o.result == HANDOVER_BROKEN ||
	    (o.result == HANDOVER_DEFERRED && entry_is_trouble(o.reply)))
		return true;
	prove(r);
	if (o.result != HANDOVER_DEFERRED)
		r->worker.took = true;
	return true;
}

static bool
hear_done(struct runner *r, const struct frame *f)
{
	struct entry *en;
	struct error e;
	uint64_t id;

	if (handover_get_done(f, &id, &e) != ERROR_NONE ||
	    (en = find(r, id)) == NULL || !entry_answered(en))
		return false;
	settle(r, en);
	return true;
}

/* Everything that relay-send still has comes back. */
static void
settle_all(struct runner *r)
{
	struct route *route = &r->routes.list[r->worker.route];

	for (unsigned i = 0; i < RUNNER_ENTRIES; i++) {
		struct entry *en = &r->entries[i];

		if (en->stage != ENTRY_HANDED)
			continue;
		if (!entry_is_changed(en))
			rate_take_back(route->rate, r->now.mono);
		settle(r, en);
	}
}

void
hear_no_more(struct runner *r)
{
	worker_end(&r->worker, r->now.mono);
	settle_all(r);
}

void
hear_route_failed(
    struct runner *r, size_t route, const struct handover_failed *f)
{
	const struct outage *outage = outage_of(f->failure);
	struct route *to = &r->routes.list[route];

	to->no_chunking |= f->no_chunking;
	if (!outage->failure)
		return;
	routes_failed(&r->routes, route, f, r->now.mono, runner_random());
	log_event(LOG_LEVEL_ERROR,
	    "relay: %s: %s: %s (mail waits; next attempt in %lld s%s)",
	    to->relay->name, outage->what, f->reason,
	    (long long)(to->due - r->now.mono),
	    outage->mending ? ", or when it is mended" : "");
	server_tell_state(r);
}

/* A token that was refused is fetched anew, once, before the relay counts as
 * failed. */
static bool
fetch_again(struct runner *r, const struct handover_failed *f)
{
	if (f->failure != HANDOVER_AUTH ||
	    !secrets_refused(&r->secrets, relay_of(r)))
		return false;
	log_event(LOG_LEVEL_WARN, "relay: %s: %s: %s (another token is tried)",
	    relay_name(r), outage_of(f->failure)->what, f->reason);
	return true;
}

/* One that took messages before it ended the connection, as servers do that
 * allow so many of them in each, does not wait: if it takes none the next time,
 * that is a failure. */
static bool
hear_failed(struct runner *r, const struct frame *f)
{
	struct handover_failed failed;
	struct error e;

	if (handover_get_failed(f, &failed, &e) != ERROR_NONE)
		return false;
	if (!outage_of(failed.failure)->failure && r->worker.given &&
	    !r->worker.proven)
		failed =
		    (struct handover_failed){.failure = HANDOVER_UNREACHABLE,
			.reason = "it closed the connection before it took any "
				  "message",
			.no_chunking = failed.no_chunking};
	if (outage_of(failed.failure)->failure && r->worker.proven &&
	    !r->worker.took)
		routes_doubt(&r->routes, r->worker.route);
	if (failed.failure == HANDOVER_UNREACHABLE && r->worker.took)
		log_event(LOG_LEVEL_INFO,
		    "relay: %s: it ended the connection: %s (another one is "
		    "opened at once)",
		    relay_name(r), failed.reason);
	else if (!fetch_again(r, &failed))
		hear_route_failed(r, r->worker.route, &failed);
	hear_no_more(r);
	return true;
}

static bool
hear_trace(struct runner *r, const struct frame *f)
{
	(void)r;
	(void)f;
	return true;
}

/* What relay-send may say. */
static const struct {
	uint8_t type;
	bool (*follow)(struct runner *r, const struct frame *f);
} frames[] = {
    {HANDOVER_READY, hear_ready},
    {HANDOVER_OUTCOME, hear_outcome},
    {HANDOVER_DONE, hear_done},
    {HANDOVER_RELAY_FAILED, hear_failed},
    {HANDOVER_TRACE, hear_trace},
};

static bool
follow(struct runner *r, const struct frame *f)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
		if (frames[i].type == f->type)
			return frames[i].follow(r, f);
	return false;
}

/* Unanswered recipients of everything in flight become unknown. */
static void
doubt_all(struct runner *r)
{
	struct handover_outcome o = {.result = HANDOVER_UNKNOWN};

	snprintf(o.reply, sizeof(o.reply),
	    "relay-send ended before it said what became of it");
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++) {
		struct entry *en = &r->entries[i];

		if (en->stage != ENTRY_HANDED)
			continue;
		for (o.recipient = 0; o.recipient < en->n_handed; o.recipient++)
			entry_note(
			    en, &o, relay_name(r), r->now, runner_random());
	}
}

/* It ended, or broke off, without saying why. */
static void
gone(struct runner *r)
{
	struct handover_failed failed = {
	    .failure = HANDOVER_UNREACHABLE,
	    .reason = "relay-send ended unexpectedly",
	};

	doubt_all(r);
	hear_route_failed(r, r->worker.route, &failed);
	hear_no_more(r);
}

void
hear_abandon(struct runner *r)
{
	doubt_all(r);
	hear_no_more(r);
}

static void
follow_all(struct runner *r)
{
	struct frame f;
	int got;

	while (r->worker.stage == WORKER_RUNNING &&
	    (got = worker_next(&r->worker, &f)) != 0) {
		if (got > 0 && follow(r, &f))
			continue;
		log_event(LOG_LEVEL_ALERT,
		    "relay: %s: relay-send broke the handover's rules",
		    relay_name(r));
		gone(r);
	}
}

void
hear(struct runner *r)
{
	int got = worker_recv(&r->worker);

	follow_all(r);
	if (got < 0 && r->worker.stage == WORKER_RUNNING)
		gone(r);
}

void
hear_rest(struct runner *r)
{
	while (r->worker.stage == WORKER_RUNNING) {
		int got = worker_recv(&r->worker);

		follow_all(r);
		if (got <= 0 && r->worker.stage == WORKER_RUNNING)
			gone(r);
	}
}
