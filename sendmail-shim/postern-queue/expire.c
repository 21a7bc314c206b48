/* SPDX-License-Identifier: ISC */
/* Expiry while relays fail. */
#include "config.h"

#include <unistd.h>

#include "queue/pickup.h"
#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/expire.h"
#include "sendmail-shim/postern-queue/settle.h"

#define MICROSECONDS 1000000

/* Whether a message is as old as its name says: a report has the name's time
 * from the message that it is about. */
static bool
is_old(const struct runner *r, const char *name)
{
	struct message m;
	struct error e;
	int fd;
	bool old = false;

	message_init(&m);
	if (pickup_open(r->store.dirs[SPOOL_QUEUE], name, r->config.drop_uid,
		&m, &fd, &e) == ERROR_NONE) {
		close(fd);
		old = r->now.wall - m.time > SCHEDULE_MAX_AGE;
	}
	message_clear(&m);
	return old;
}

static bool
expire_one(void *arg, const struct item *it)
{
	struct runner *r = arg;
	int64_t age = r->now.wall - (int64_t)(it->name[0] / MICROSECONDS);
	char name[SPOOL_NAME + 1];

	if (age <= SCHEDULE_MAX_AGE)
		return false;
	item_name(it, name);
	return is_old(r, name) &&
	    settle_give_up(r, name, r->routes.list[0].reason);
}

void
expire_old(struct runner *r)
{
	int64_t since = routes_all_failing_since(&r->routes);

	if (since != INT64_MAX && r->now.mono - since > SCHEDULE_MIN_TRIED)
		list_remove(&r->list, expire_one, r);
}
