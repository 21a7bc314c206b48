/* SPDX-License-Identifier: ISC */
/* A message in flight. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "queue/pickup.h"
#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/entry.h"
#include "sys/io.h"

enum error_code
entry_load(struct entry *en, const struct item *it, int queue_dir,
    uid_t drop_uid, int *fd_out, struct error *e)
{
	enum error_code code;

	*en = (struct entry){.item = *it};
	item_name(it, en->name);
	message_init(&en->m);
	journal_init(&en->j);
	code = pickup_open(queue_dir, en->name, drop_uid, &en->m, fd_out, e);
	if (code != ERROR_NONE) {
		entry_clear(en);
		return code;
	}
	code = journal_load(queue_dir, en->name, &en->m, &en->j, e);
	if (code == ERROR_NONE || code == ERROR_NOTFOUND)
		return ERROR_NONE;
	entry_clear(en);
	io_close(fd_out);
	return code;
}

enum error_code
entry_prepare(struct entry *en, struct error *e)
{
	free(en->changed);
	free(en->late);
	free(en->handed);
	en->late = calloc(en->j.n + 1, sizeof(*en->late));
	en->changed = calloc(en->j.n + 1, sizeof(*en->changed));
	en->handed = calloc(en->j.n + 1, sizeof(*en->handed));
	if (en->changed == NULL || en->late == NULL || en->handed == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	return ERROR_NONE;
}

void
entry_clear(struct entry *en)
{
	message_clear(&en->m);
	journal_clear(&en->j);
	free(en->changed);
	free(en->late);
	free(en->handed);
	*en = (struct entry){.stage = ENTRY_FREE};
}

bool
entry_resolved(const struct journal_recipient *r)
{
	return strchr(r->address, '@') != NULL;
}

int64_t
entry_due(const struct entry *en)
{
	int64_t due = INT64_MAX;

	for (unsigned i = 0; i < en->j.n; i++) {
		const struct journal_recipient *r = &en->j.list[i];

		if (!journal_state_done(r->state) && r->due < due)
			due = r->due;
	}
	return due;
}

int64_t
entry_began(const struct entry *en)
{
	return en->j.since > en->m.time ? en->j.since : en->m.time;
}

const char *
entry_bound_to(const struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (en->j.list[i].state == JOURNAL_UNKNOWN)
			return en->j.list[i].relay;
	return NULL;
}

/* Collects the addresses that are due, each with its NUL. */
static void
choose(struct entry *en, int64_t now, struct buf *addresses)
{
	en->n_handed = 0;
	for (unsigned i = 0; i < en->j.n; i++) {
		const struct journal_recipient *r = &en->j.list[i];

		if (journal_state_done(r->state) || r->due > now ||
		    !entry_resolved(r) || en->n_handed == LIMIT_RECIPIENTS)
			continue;
		buf_add(
		    addresses, view_make(r->address, strlen(r->address) + 1));
		en->handed[en->n_handed++] = i;
	}
}

bool
entry_hand(struct entry *en, const char *received, int64_t now, struct buf *b)
{
	struct handover_message m = {.id = en->id,
	    .offset = en->m.offset,
	    .size = en->m.size,
	    .eight_bit = en->m.eight_bit};
	struct buf addresses;
	bool ok;

	buf_init(&addresses, LIMIT_RECIPIENTS * (LIMIT_ADDRESS + 1UL));
	choose(en, now, &addresses);
	m.recipients = addresses.p;
	m.n_recipients = en->n_handed;
	ok = en->n_handed != 0 && !addresses.failed &&
	    view_copy(view_of(en->m.sender), m.sender, sizeof(m.sender)) &&
	    view_copy(view_of(received), m.received, sizeof(m.received)) &&
	    view_copy(view_of(en->m.notify), m.notify, sizeof(m.notify)) &&
	    view_copy(view_of(en->m.ret), m.ret, sizeof(m.ret)) &&
	    view_copy(view_of(en->m.envid), m.envid, sizeof(m.envid)) &&
	    handover_put_message(b, &m);
	buf_clear(&addresses);
	return ok;
}

/* Takes the reply as one line; the old words stay when memory is short. */
static void
set_words(struct journal_recipient *r, const char *relay, const char *reply)
{
	char line[LIMIT_MESSAGE_TEXT];

	if (view_has_control(view_of(reply)))
		reply = escape_copy(view_of(reply), line, sizeof(line));
	journal_set_words(r, view_of(relay), view_of(reply));
}

static void
set_given_up(struct journal_recipient *r)
{
	struct buf b;

	buf_init(&b, sizeof(ENTRY_GIVEN_UP) + LIMIT_MESSAGE_TEXT);
	if (buf_printf(&b, ENTRY_GIVEN_UP "%s", r->reply))
		journal_set_words(r, view_of(r->relay), buf_view(&b));
	buf_clear(&b);
}

static bool
expires(
    const struct outcome *then, const struct journal_recipient *r, int64_t age)
{
	return then->attempt && !journal_state_done(then->state) &&
	    schedule_expired(age, r->tried);
}

void
entry_conclude(struct entry *en, unsigned i, const struct outcome *then,
    struct moment now, uint32_t random)
{
	struct journal_recipient *r = &en->j.list[i];

	if (then->attempt) {
		r->attempts++;
		r->tried = schedule_tried(r->tried, en->item.last, now.mono);
	}
	if (expires(then, r, now.wall - entry_began(en))) {
		then = outcome_of(HANDOVER_BOUNCED);
		set_given_up(r);
	}
	r->state = then->state;
	r->due = 0;
	if (then->attempt && !journal_state_done(then->state))
		r->due = now.wall +
		    schedule_delay(r->attempts, SCHEDULE_FIRST, random);
	en->changed[i] = true;
}

bool
entry_note(struct entry *en, const struct handover_outcome *o,
    const char *relay, struct moment now, uint32_t random)
{
	unsigned i;

	if (o->recipient >= en->n_handed)
		return false;
	i = en->handed[o->recipient];
	if (en->changed[i])
		return false;
	set_words(&en->j.list[i], relay, o->reply);
	entry_conclude(en, i, outcome_of(o->result), now, random);
	return true;
}

void
entry_note_unresolved(struct entry *en, unsigned i, const char *reason,
    struct moment now, uint32_t random)
{
	set_words(&en->j.list[i], "", reason);
	entry_conclude(en, i, outcome_of(HANDOVER_HELD), now, random);
	en->item.unresolved = true;
}

bool
entry_answered(const struct entry *en)
{
	for (unsigned i = 0; i < en->n_handed; i++)
		if (!en->changed[en->handed[i]])
			return false;
	return true;
}

bool
entry_is_changed(const struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (en->changed[i])
			return true;
	return false;
}

bool
entry_is_for(const struct entry *en, unsigned i, enum dsn_kind kind)
{
	if (kind == DSN_DELAYED)
		return en->late[i];
	return en->changed[i] &&
	    en->j.list[i].state ==
	    (kind == DSN_FAILED ? JOURNAL_BOUNCED : JOURNAL_SENT);
}

bool
entry_has_any_for(const struct entry *en, enum dsn_kind kind)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (entry_is_for(en, i, kind))
			return true;
	return false;
}

/* Whether a reply is about the server's own trouble (RFC 3463 3.4, 3.5). */
static bool
is_trouble(const char *reply)
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
		    !is_trouble(r->reply);
	}
}

void
entry_set_warned(struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		en->j.list[i].warned |= en->late[i];
}
