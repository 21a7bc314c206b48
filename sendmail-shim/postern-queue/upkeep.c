/* SPDX-License-Identifier: ISC */
/* What the runner does once an hour. */
#include "config.h"

#include "sendmail-shim/postern-queue/keep.h"
#include "sendmail-shim/postern-queue/sweep.h"
#include "sendmail-shim/postern-queue/upkeep.h"
#include "sys/log.h"

void
upkeep(struct runner *r)
{
	unsigned swept;

	if (r->now.mono < r->upkeep_at)
		return;
	r->upkeep_at = r->now.mono + UPKEEP_PERIOD;
	swept = sweep_drop(r->config.spool, r->now.wall);
	if (swept != 0)
		log_event(LOG_LEVEL_INFO,
		    "spool: drop/tmp: %u message%s that never came to an end "
		    "removed",
		    swept, swept == 1 ? "" : "s");
	if (!tally_count(&r->store.tally, r->store.dirs))
		log_event(LOG_LEVEL_ERROR, "spool: counting: no memory");
	if (r->store.known.n > r->list.n + r->in_flight) {
		known_clear(&r->store.known);
		r->warm_at = 0;
	}
	if (r->settings.conf != NULL)
		publish_settings(&r->publish, r->settings.conf);
	keep_begin(r);
}
