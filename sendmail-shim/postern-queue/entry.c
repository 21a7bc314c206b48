/* SPDX-License-Identifier: ISC */
/* A message in flight. */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "queue/pickup.h"
#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/entry.h"
#include "sys/io.h"

static_assert(HANDOVER_NOTIFY >= NOTIFY_TEXT && HANDOVER_ORCPT >= ORCPT_MAX,
    "a frame has room for what an envelope may say of a recipient");

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
	free(en->notified);
	free(en->handed);
	en->notified = calloc(en->j.n + 1, sizeof(*en->notified));
	en->late = calloc(en->j.n + 1, sizeof(*en->late));
	en->changed = calloc(en->j.n + 1, sizeof(*en->changed));
	en->handed = calloc(en->j.n + 1, sizeof(*en->handed));
	if (en->changed == NULL || en->late == NULL || en->notified == NULL ||
	    en->handed == NULL)
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
	free(en->notified);
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

/* Whether a final recipient is to be sent to now. */
static bool
is_due(const struct journal_recipient *r, int64_t now)
{
	return !journal_state_done(r->state) && r->due <= now &&
	    entry_resolved(r);
}

/* What relay-send is told of each recipient, each with its NUL. */
struct lists {
	struct buf addresses;
	struct buf notifies;
	struct buf orcpts;
	bool notify; /* one of them has something */
	bool orcpt;
};

static void
add_string(struct buf *b, const char *s)
{
	buf_add(b, view_make(s, strlen(s) + 1));
}

static void
add_recipient(const struct entry *en, unsigned i, struct lists *l)
{
	const struct journal_recipient *r = &en->j.list[i];
	const char *orcpt = message_orcpt(&en->m, r->of.index);
	char notify[NOTIFY_TEXT];

	notify_text(r->of.notify, notify);
	l->notify = l->notify || notify[0] != '\0';
	l->orcpt = l->orcpt || orcpt[0] != '\0';
	add_string(&l->addresses, r->address);
	add_string(&l->notifies, notify);
	add_string(&l->orcpts, orcpt);
}

/* Chooses those that are due, as many as one frame takes. */
static void
choose(struct entry *en, int64_t now, struct lists *l)
{
	en->n_handed = 0;
	for (unsigned i = 0; i < en->j.n; i++) {
		if (!is_due(&en->j.list[i], now) ||
		    en->n_handed == LIMIT_RECIPIENTS)
			continue;
		add_recipient(en, i, l);
		en->handed[en->n_handed++] = i;
	}
}

/* Encodes the message with those that were chosen. */
static bool
encode(const struct entry *en, const char *received, const struct lists *l,
    struct buf *b)
{
	struct handover_message m = {
	    .id = en->id,
	    .offset = en->m.offset,
	    .size = en->m.size,
	    .eight_bit = en->m.eight_bit,
	    .recipients = l->addresses.p,
	    .n_recipients = en->n_handed,
	    .notifies = l->notify ? l->notifies.p : NULL,
	    .orcpts = l->orcpt ? l->orcpts.p : NULL,
	};

	return en->n_handed != 0 && !l->addresses.failed &&
	    !l->notifies.failed && !l->orcpts.failed &&
	    view_copy(view_of(en->m.sender), m.sender, sizeof(m.sender)) &&
	    view_copy(view_of(received), m.received, sizeof(m.received)) &&
	    view_copy(view_of(en->m.ret), m.ret, sizeof(m.ret)) &&
	    view_copy(view_of(en->m.envid), m.envid, sizeof(m.envid)) &&
	    handover_put_message(b, &m);
}

bool
entry_hand(struct entry *en, const char *received, int64_t now, struct buf *b)
{
	struct lists l = {.notify = false};
	bool ok;

	buf_init(&l.addresses, HANDOVER_PAYLOAD);
	buf_init(&l.notifies, HANDOVER_PAYLOAD);
	buf_init(&l.orcpts, HANDOVER_PAYLOAD);
	choose(en, now, &l);
	ok = encode(en, received, &l, b);
	buf_clear(&l.addresses);
	buf_clear(&l.notifies);
	buf_clear(&l.orcpts);
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
	en->notified[i] = o->notified;
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
