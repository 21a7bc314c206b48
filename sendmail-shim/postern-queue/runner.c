/* SPDX-License-Identifier: ISC */
/* The runner's life: opening, turns, closing. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "sendmail-shim/postern-queue/hear.h"
#include "sendmail-shim/postern-queue/intake.h"
#include "sendmail-shim/postern-queue/memory.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sendmail-shim/postern-queue/settle.h"
#include "sys/io.h"

/* Seconds that a stop waits for outcomes. */
#define PATIENCE 10

uint32_t
runner_random(void)
{
	uint32_t n = 0;

	if (getrandom(&n, sizeof(n), GRND_NONBLOCK) != sizeof(n))
		n = 0;
	return n;
}

static enum error_code
open_events(struct runner *r, struct error *e)
{
	const uint32_t changes =
	    IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ATTRIB;
	const uint32_t removals = IN_DELETE | IN_MOVED_FROM | IN_MOVE_SELF;
	char path[LIMIT_PATH];

	r->events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (r->events < 0)
		return error_set_errno(e, ERROR_SYSTEM, "inotify");
	snprintf(path, sizeof(path), "%s/drop/new", r->config.spool);
	if (inotify_add_watch(r->events, path, IN_MOVED_TO) < 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", path);
	inotify_add_watch(r->events, r->config.spool, removals);
	if (view_copy(view_before(view_of(r->config.settings),
			  view_find_last(view_of(r->config.settings), '/')),
		path, sizeof(path)))
		inotify_add_watch(r->events, path, changes);
	return ERROR_NONE;
}

static enum error_code
open_signals(struct runner *r, struct error *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGPIPE);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		r->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return r->signals >= 0 ? ERROR_NONE
			       : error_set_errno(e, ERROR_SYSTEM, "signals");
}

enum error_code
runner_open(
    struct runner *r, const struct runner_config *config, struct error *e)
{
	enum error_code code;

	*r = (struct runner){.config = *config, .events = -1, .signals = -1};
	list_init(&r->list);
	publish_init(&r->publish);
	routes_init(&r->routes);
	r->detour = ROUTE_NONE;
	worker_init(&r->worker);
	server_init(&r->server, config->listener);
	secrets_init(&r->secrets, config->settings, config->credentials);
	settings_init(&r->settings, config->settings, config->credentials,
	    config->check_owner);
	code = store_open(&r->store, config->spool, config->lock_wait_ms, e);
	r->store.tally.drop_uid = config->drop_uid;
	if (code == ERROR_NONE)
		memory_load(r);
	if (code == ERROR_NONE)
		code = open_events(r, e);
	if (code == ERROR_NONE)
		code = open_signals(r, e);
	if (code == ERROR_NONE)
		code = intake_queue(r, e);
	if (code != ERROR_NONE) {
		runner_close(r);
		return code;
	}
	r->rescan = r->reload = true;
	return ERROR_NONE;
}

void
runner_close(struct runner *r)
{
	settle_finally(r);
	worker_clear(&r->worker);
	server_clear(&r->server);
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		entry_clear(&r->entries[i]);
	if (r->intake != NULL)
		closedir(r->intake);
	if (r->failed != NULL)
		closedir(r->failed);
	store_sync(&r->store);
	if (!r->lost)
		publish_rest(&r->publish, &r->store);
	publish_clear(&r->publish);
	buf_clear(&r->memory);
	store_close(&r->store);
	list_clear(&r->list);
	routes_clear(&r->routes);
	secrets_clear(&r->secrets);
	settings_clear(&r->settings);
	aliases_free(&r->aliases);
	local_clear(&r->local);
	io_close(&r->events);
	io_close(&r->signals);
}

bool
runner_waits_for_outcomes(const struct runner *r)
{
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage == ENTRY_HANDED)
			return true;
	return false;
}

void
runner_stop(struct runner *r)
{
	if (!r->stopping)
		r->stop_at = r->now.mono + PATIENCE;
	r->stopping = true;
}

bool
runner_stopped(const struct runner *r)
{
	return r->stopping &&
	    (r->now.mono >= r->stop_at || !runner_waits_for_outcomes(r));
}

void
runner_abandon(struct runner *r)
{
	if (runner_waits_for_outcomes(r))
		hear_abandon(r);
	memory_save(r);
}
