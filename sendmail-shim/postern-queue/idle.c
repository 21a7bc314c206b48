/* SPDX-License-Identifier: ISC */
/* Ending when there is nothing left to do. */
#include "config.h"

#include "sendmail-shim/postern-queue/idle.h"
#include "sys/io.h"

static bool
has_work(const struct runner *r)
{
	return r->list.n != 0 || r->in_flight != 0 || r->intake != NULL ||
	    r->rescan || server_is_busy(&r->server);
}

/* Nobody finds this runner any more. */
static void
hide(struct idle *i, struct runner *r)
{
	r->server.listener = -1;
	io_close(i->listener);
	io_close(i->lock);
}

bool
idle_over(struct idle *i, struct runner *r)
{
	if (has_work(r)) {
		i->since = 0;
		return false;
	}
	if (i->since == 0)
		i->since = r->now.mono;
	if (r->now.mono - i->since < IDLE_SECONDS)
		return false;
	hide(i, r);
	r->rescan = true;
	runner_turn(r, 0);
	return !has_work(r);
}
