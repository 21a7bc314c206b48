/* SPDX-License-Identifier: ISC */
/* Settling messages. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "sendmail-shim/postern-queue/report.h"
#include "sendmail-shim/postern-queue/settle.h"
#include "sendmail-shim/postern-queue/shown.h"
#include "sys/log.h"

/* Seconds until an outcome that could not be written down is tried again. */
#define RETRY 10

static const enum log_level levels[JOURNAL_STATES] = {
    [JOURNAL_WAITING] = LOG_LEVEL_DEBUG,
    [JOURNAL_DEFERRED] = LOG_LEVEL_WARN,
    [JOURNAL_HELD] = LOG_LEVEL_ERROR,
    [JOURNAL_UNKNOWN] = LOG_LEVEL_WARN,
    [JOURNAL_SENT] = LOG_LEVEL_INFO,
    [JOURNAL_BOUNCED] = LOG_LEVEL_WARN,
    [JOURNAL_FAILED] = LOG_LEVEL_ERROR,
};

static void
log_recipient(const struct runner *r, const struct entry *en, unsigned i)
{
	const struct journal_recipient *to = &en->j.list[i];
	const char *original = message_recipient(&en->m, to->of.index);
	bool alias = original != NULL && strcmp(original, to->address) != 0;
	char from[SHOWN_ADDRESS], final[SHOWN_ADDRESS], first[SHOWN_ADDRESS];

	log_event(levels[to->state],
	    "mail: %s: from=<%s> to=<%s>%s%s%s relay=%s delay=%lld status=%s "
	    "reply=\"%s\"",
	    en->name, shown_address(en->m.sender, from),
	    shown_address(to->address, final), alias ? " for=<" : "",
	    alias ? shown_address(original, first) : "", alias ? ">" : "",
	    to->relay[0] != '\0' ? to->relay : "none",
	    (long long)(r->now.wall - en->m.time),
	    journal_state_word(to->state), to->reply);
}

/* Whether a recipient, or one whose state changed, is in this state. */
static bool
has_state(const struct entry *en, enum journal_state state, bool changed_only)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (en->j.list[i].state == state &&
		    (en->changed[i] || !changed_only))
			return true;
	return false;
}

/* A server that takes not even one recipient is not asked again at once. */
static void
slow_down(struct runner *r, struct entry *en)
{
	unsigned changed = 0, again = 0;

	for (unsigned i = 0; i < en->j.n; i++) {
		changed += en->changed[i];
		again +=
		    en->changed[i] && en->j.list[i].state == JOURNAL_WAITING;
	}
	if (changed == 0 || again != changed)
		return;
	for (unsigned i = 0; i < en->j.n; i++)
		if (en->changed[i])
			entry_conclude(en, i, outcome_of(HANDOVER_DEFERRED),
			    r->now, runner_random());
}

/* One report, once; false with a text when the disk refuses. */
static bool
write_report(
    struct runner *r, struct entry *en, enum dsn_kind kind, struct error *e)
{
	if (!en->reported[kind] && entry_has_any_for(en, kind) &&
	    !report_write(r, en, kind, e))
		return false;
	return en->reported[kind] = true;
}

/* Whether, as far as we know, it is the relay at work that fails: it has given
 * no message an answer since, also before this runner began. */
static bool
relay_fails(const struct runner *r)
{
	size_t i = r->worker.route;
	const struct route *route = &r->routes.list[i];

	return i < r->routes.n && (route->failures != 0 || route->before != 0);
}

/* A warning that cannot be written waits for the next attempt. */
static bool
write_reports(struct runner *r, struct entry *en, struct error *e)
{
	const struct conf *c = r->settings.conf;
	bool tell = c != NULL && !relay_fails(r);
	struct error ignored;

	entry_find_late(en, tell ? c->mail.delay_warning : 0, r->now.wall);
	if (write_report(r, en, DSN_DELAYED, &ignored))
		entry_set_warned(en);
	entry_keep_unreported(en);
	return write_report(r, en, DSN_FAILED, e) &&
	    write_report(r, en, DSN_RELAYED, e);
}

/* Reports, then the journal: false with a text when the disk refuses. */
static bool
record(struct runner *r, struct entry *en, struct error *e)
{
	bool left = !journal_done(&en->j);

	if (!write_reports(r, en, e))
		return false;
	if (!entry_is_changed(en))
		return true;
	if (!left && !has_state(en, JOURNAL_FAILED, false) &&
	    !has_state(en, JOURNAL_BOUNCED, true))
		return true; /* the removal is the record */
	known_forget(&r->store.known, en->name);
	return journal_note(r->store.dirs[SPOOL_QUEUE], en->name, &en->m,
		   &en->j, en->changed, e) == ERROR_NONE;
}

static bool
finish(struct runner *r, struct entry *en, struct error *e)
{
	bool ok;

	if (has_state(en, JOURNAL_FAILED, false))
		ok = store_give_up(&r->store, en->name);
	else
		ok = store_remove(&r->store, en->name, en->j.whole != 0);
	if (!ok)
		error_set_errno(e, ERROR_SYSTEM, "%s", en->name);
	return ok;
}

static void
free_entry(struct runner *r, struct entry *en)
{
	entry_clear(en);
	r->in_flight--;
}

void
settle_put_back(struct runner *r, struct entry *en, int64_t due)
{
	en->item.due = due;
	list_add(&r->list, &en->item);
	free_entry(r, en);
}

/* Whether an outcome would, if forgotten, be repeated or do harm. */
static bool
is_precious(const struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (en->changed[i] &&
		    (journal_state_done(en->j.list[i].state) ||
			en->j.list[i].state == JOURNAL_UNKNOWN))
			return true;
	return false;
}

void
settle(struct runner *r, struct entry *en)
{
	struct error e;
	bool done, recorded;

	slow_down(r, en);
	done = journal_done(&en->j);
	recorded = record(r, en, &e) && (!done || finish(r, en, &e));
	if (!recorded && (done || is_precious(en))) {
		log_event(LOG_LEVEL_ERROR,
		    "spool: %s: what became of it cannot be written down (%s); "
		    "it is not sent again before that",
		    en->name, e.text);
		en->stage = ENTRY_UNSETTLED;
		en->retry = r->now.mono + RETRY;
		return;
	}
	if (!recorded)
		log_event(LOG_LEVEL_ERROR,
		    "spool: %s: that it waits cannot be written down: %s",
		    en->name, e.text);
	for (unsigned i = 0; i < en->j.n; i++) {
		if (!en->changed[i])
			continue;
		log_recipient(r, en, i);
		server_tell_recipient(r, en, i);
		en->item.last = (uint32_t)r->now.mono;
	}
	if (done)
		free_entry(r, en);
	else
		settle_put_back(r, en, entry_due(en));
}

void
settle_again(struct runner *r)
{
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage == ENTRY_UNSETTLED &&
		    r->entries[i].retry <= r->now.mono)
			settle(r, &r->entries[i]);
}

void
settle_finally(struct runner *r)
{
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage == ENTRY_UNSETTLED)
			settle(r, &r->entries[i]);
}

bool
settle_give_up(struct runner *r, const char *name, const char *reason)
{
	if (!store_give_up(&r->store, name)) {
		log_event(LOG_LEVEL_ERROR,
		    "spool: %s: cannot be moved to failed: %s", name,
		    strerrordesc_np(errno));
		return false;
	}
	log_event(LOG_LEVEL_ERROR,
	    "mail: %s: given up without a report, moved to failed: %s", name,
	    reason);
	return true;
}
