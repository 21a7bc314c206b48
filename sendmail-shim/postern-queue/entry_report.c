/* SPDX-License-Identifier: ISC */
/* Which recipients of a message in flight a report is about. */
#include "config.h"

#include "sendmail-shim/postern-queue/entry.h"

/* What NOTIFY says to have a report (RFC 3461 4.1, 5.2). */
static const unsigned bits[DSN_KINDS] = {
    [DSN_FAILED] = NOTIFY_FAILURE,
    [DSN_DELAYED] = NOTIFY_DELAY,
    [DSN_RELAYED] = NOTIFY_SUCCESS,
};

static bool
is_wanted(const struct entry *en, unsigned i, enum dsn_kind kind)
{
	unsigned notify = en->j.list[i].of.notify;

	if (notify == 0)
		notify = NOTIFY_BY_ITSELF;
	return en->m.sender[0] != '\0' && (notify & bits[kind]) != 0;
}

/* Whether that happened to it just now. */
static bool
is_about(const struct entry *en, unsigned i, enum dsn_kind kind)
{
	const struct journal_recipient *r = &en->j.list[i];

	if (kind == DSN_DELAYED)
		return en->late[i];
	if (kind == DSN_FAILED)
		return en->changed[i] && r->state == JOURNAL_BOUNCED;
	return en->changed[i] && r->state == JOURNAL_SENT && !en->notified[i];
}

bool
entry_is_for(const struct entry *en, unsigned i, enum dsn_kind kind)
{
	return is_about(en, i, kind) && is_wanted(en, i, kind);
}

void
entry_keep_unreported(struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (is_about(en, i, DSN_FAILED) &&
		    !is_wanted(en, i, DSN_FAILED))
			en->j.list[i].state = JOURNAL_FAILED;
}

bool
entry_has_any_for(const struct entry *en, enum dsn_kind kind)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (entry_is_for(en, i, kind))
			return true;
	return false;
}

bool
entry_is_trouble(const char *reply)
{
	struct view status = dsn_status(view_of(reply), "");

	return view_starts(status, "4.3.") ||
	    view_starts(view_of(reply), "421");
}

void
entry_find_late(struct entry *en, int64_t after, int64_t now)
{
	bool late = after != 0 && now - entry_began(en) >= after;

	for (unsigned i = 0; i < en->j.n; i++) {
		const struct journal_recipient *r = &en->j.list[i];

		en->late[i] = late && en->changed[i] && !r->warned &&
		    r->state != JOURNAL_WAITING &&
		    !journal_state_done(r->state) && entry_resolved(r) &&
		    !entry_is_trouble(r->reply);
	}
}

void
entry_set_warned(struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		en->j.list[i].warned |= en->late[i];
}
