/* SPDX-License-Identifier: ISC */
/* Making messages ready for relay-send. */
#include "config.h"

#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/expand.h"
#include "sendmail-shim/postern-queue/hops.h"
#include "sendmail-shim/postern-queue/intake.h"
#include "sendmail-shim/postern-queue/ready.h"
#include "sys/io.h"
#include "sys/log.h"

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
	later.due = r->now.wall + RUNNER_LATER;
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
	if (changed)
		known_forget(&r->store.known, en->name);
	if (code == ERROR_NONE && changed)
		code = journal_save(
		    r->store.dirs[SPOOL_QUEUE], en->name, &en->m, &en->j, e);
	if (code == ERROR_NONE)
		code = entry_prepare(en, e);
	if (code == ERROR_NONE)
		expand_hold(r, en);
	return code;
}

bool
ready_take(struct runner *r, struct entry *en, struct item it, int *fd_out)
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
