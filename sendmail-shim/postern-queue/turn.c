/* SPDX-License-Identifier: ISC */
/* One turn of the runner's loop. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/deliver.h"
#include "sendmail-shim/postern-queue/expand.h"
#include "sendmail-shim/postern-queue/expire.h"
#include "sendmail-shim/postern-queue/hear.h"
#include "sendmail-shim/postern-queue/intake.h"
#include "sendmail-shim/postern-queue/keep.h"
#include "sendmail-shim/postern-queue/lost.h"
#include "sendmail-shim/postern-queue/memory.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sendmail-shim/postern-queue/settle.h"
#include "sendmail-shim/postern-queue/upkeep.h"
#include "sendmail-shim/postern-queue/warm.h"
#include "sys/log.h"

/* A clock set back by more than this many seconds counts as such. */
#define CLOCK_JUMP 60
/* Seconds between looks at what nobody tells us about: changed secrets, a
 * drop/new on a file system without inotify. */
#define LOOK 60

static void
read_clocks(struct runner *r)
{
	struct moment before = r->now;
	int64_t jump;

	r->now.wall = r->config.wall();
	r->now.mono = r->config.mono();
	jump = (r->now.wall - before.wall) - (r->now.mono - before.mono);
	if (before.mono != 0 && jump < -CLOCK_JUMP)
		list_bound(&r->list, r->now.wall + 2 * SCHEDULE_LONGEST);
}

/* Puts changed settings into force, once nothing depends on the old ones. */
static void
apply_settings(struct runner *r)
{
	struct conf *old = NULL;

	if (r->worker.stage == WORKER_RUNNING)
		return;
	r->reload = false;
	if (!settings_refresh(&r->settings, &old))
		return;
	r->detour = ROUTE_NONE;
	memory_save(r);
	if (!routes_set(&r->routes, r->settings.conf))
		log_event(LOG_LEVEL_ERROR, "settings: no memory for relays");
	else if (secrets_set(&r->secrets, r->settings.conf))
		conf_free(&old);
	else
		log_event(LOG_LEVEL_ERROR, "settings: no memory for secrets");
	publish_settings(&r->publish, r->settings.conf);
	memory_decode(&r->routes, r->now, buf_view(&r->memory));
	log_event(LOG_LEVEL_INFO, "settings: %s: %zu relay server%s",
	    r->settings.path, r->routes.n, r->routes.n == 1 ? "" : "s");
}

/* Looks at everything that may have changed behind our back. */
static void
look(struct runner *r)
{
	r->look_at = r->now.mono + LOOK;
	if (lost_spool(r))
		return;
	r->rescan = true;
	memory_save(r);
	if (settings_changed(&r->settings))
		r->reload = true;
	if (settings_others_changed(&r->settings))
		routes_hurry(&r->routes, true);
	if (expire_old(r))
		r->look_at = r->now.mono;
}

static void
sync_removals(struct runner *r)
{
	if (!store_sync(&r->store))
		log_event(LOG_LEVEL_ERROR, "spool: syncing queue: %s",
		    strerrordesc_np(errno));
}

/* Everything that is due; true when there is more of it at once. */
static bool
work(struct runner *r)
{
	bool more;

	read_clocks(r);
	if (r->look_at <= r->now.mono)
		look(r);
	worker_reap(&r->worker, r->now.mono);
	if (r->lost)
		return false;
	if (r->reload)
		apply_settings(r);
	secrets_serve(&r->secrets, r->now.mono);
	upkeep(r);
	expand_refresh(r);
	settle_again(r);
	more = !r->stopping && intake_some(r);
	more |= keep_some(r);
	more |= warm_some(r);
	publish_limits(&r->publish, &r->store, r->now.mono);
	deliver_some(r);
	sync_removals(r);
	return more;
}

/* Seconds until the list needs a turn: when its first is due and a relay may
 * be tried.  What is due and waits for relay-send comes with its answers. */
static int64_t
list_wait(const struct runner *r)
{
	const struct item *first = list_first(&r->list);
	int64_t due, route;

	if (first == NULL || r->stopping || r->worker.stage == WORKER_ENDING ||
	    secrets_is_busy(&r->secrets) || r->in_flight == RUNNER_ENTRIES)
		return INT64_MAX;
	due = first->due - r->now.wall;
	if (r->worker.stage == WORKER_RUNNING && due > 0)
		return due;
	if (r->worker.stage == WORKER_RUNNING &&
	    deliver_may_hand(r, r->now.mono))
		return INT64_MAX;
	if (routes_choose(&r->routes, r->now.mono) != ROUTE_NONE)
		return due;
	route = routes_due(&r->routes, r->now.mono);
	if (route == INT64_MAX)
		return INT64_MAX;
	return route - r->now.mono > due ? route - r->now.mono : due;
}

/* Milliseconds to the next thing that is due by itself, at most ms. */
static int
wait_time(const struct runner *r, int ms)
{
	int64_t s = r->look_at - r->now.mono, waiting = list_wait(r);

	if (waiting < s)
		s = waiting;
	if (s > 1 &&
	    (r->in_flight != 0 || r->worker.stage == WORKER_ENDING ||
		secrets_is_busy(&r->secrets) || r->stopping ||
		server_is_busy(&r->server) ||
		publish_waits(&r->publish, &r->store)))
		s = 1;
	if (s < 0)
		s = 0;
	if (ms >= 0 && s > ms / 1000)
		return ms;
	return (int)s * 1000;
}

static void
take_signals(struct runner *r)
{
	struct signalfd_siginfo info;

	while (read(r->signals, &info, sizeof(info)) == sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGTERM:
		case SIGINT:
			runner_stop(r);
			break;
		case SIGHUP:
			r->look_at = 0;
			break;
		default: /* SIGCHLD: reaped at the next turn; SIGPIPE */
			break;
		}
	}
}

/* What changed does not matter: a look is cheap. */
static void
take_events(struct runner *r)
{
	char events[4096] __attribute__((aligned(8)));

	while (read(r->events, events, sizeof(events)) > 0)
		;
	r->look_at = 0;
}

void
runner_turn(struct runner *r, int ms)
{
	struct pollfd fds[3 + SECRETS_POLL + 1 + SERVER_CLIENTS] = {
	    {.fd = r->signals, .events = POLLIN},
	    {.fd = r->events, .events = POLLIN},
	    {.fd = -1, .events = POLLIN},
	};
	bool more = work(r);
	nfds_t n = 3 + SECRETS_POLL;

	secrets_poll(&r->secrets, fds + 3);
	n += server_poll(&r->server, fds + n);
	if (r->worker.stage == WORKER_RUNNING)
		fds[2].fd = r->worker.sock;
	if (deliver_wants_to_send(r))
		fds[2].events |= POLLOUT;
	if (poll(fds, n, more ? 0 : wait_time(r, ms)) < 0)
		return;
	if (fds[0].revents != 0)
		take_signals(r);
	if (fds[1].revents != 0)
		take_events(r);
	if ((fds[2].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
		hear(r);
	server_serve(r);
	sync_removals(r);
}
