/* SPDX-License-Identifier: ISC */
/* Changing what waits. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/answer.h"
#include "sendmail-shim/postern-queue/change.h"
#include "sendmail-shim/postern-queue/expand.h"
#include "sendmail-shim/postern-queue/move.h"
#include "sys/log.h"

/* One change, noted. */
struct change {
	struct item item;
	struct move move;
	enum spool_dir to; /* where from and to are the same: tried now */
	char why[LIMIT_MESSAGE_TEXT]; /* it cannot be done, and not: why */
};

static bool
is_in_flight(const struct runner *r, const struct item *it)
{
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage != ENTRY_FREE &&
		    item_eq(&r->entries[i].item, it))
			return true;
	return false;
}

/* Notes a change; NULL when the answer was refused for want of memory. */
static struct change *
note(struct runner *r, struct client *c, const struct listing *l,
    enum spool_dir to)
{
	struct change *ch;

	if (c->changes == NULL)
		c->changes = calloc(SERVER_STEPS, sizeof(*c->changes));
	if (c->changes == NULL) {
		answer_refuse(c, "no memory");
		return NULL;
	}
	ch = &c->changes[c->n_changes++];
	*ch = (struct change){.item = item_of(view_of(l->name)),
	    .move = {.from = listing_dir(l->place)},
	    .to = to};
	memcpy(ch->move.name, l->name, sizeof(ch->move.name));
	if (l->place == CONTROL_QUEUE && is_in_flight(r, &ch->item))
		snprintf(ch->why, sizeof(ch->why),
		    "it is being sent at this moment");
	return ch;
}

/* It gets all its time again, as if it had been handed in now; what was sent
 * stays sent, and names that nobody has looked up are looked up. */
static enum error_code
begin_anew(struct runner *r, const struct listing *l, struct error *e)
{
	int dir = r->store.dirs[listing_dir(l->place)];
	bool unused = false;
	struct journal j;
	enum error_code code;

	journal_init(&j);
	code = journal_load(dir, l->name, &l->m, &j, e);
	if (code == ERROR_NOTFOUND)
		code = expand_message(r, &l->m, &j, &unused, e);
	for (unsigned i = 0; i < j.n; i++) {
		struct journal_recipient *to = &j.list[i];

		if (to->state == JOURNAL_FAILED)
			to->state = JOURNAL_WAITING;
		if (journal_state_done(to->state))
			continue;
		to->due = to->tried = 0;
		to->attempts = 0;
		to->warned = false;
	}
	j.since = r->now.wall;
	if (code == ERROR_NONE)
		code = journal_save(dir, l->name, &l->m, &j, e);
	journal_clear(&j);
	return code;
}

static void
note_anew(
    struct runner *r, struct client *c, const struct listing *l, bool anew)
{
	struct change *ch = note(r, c, l, SPOOL_QUEUE);
	struct error e;

	if (ch == NULL || !anew || begin_anew(r, l, &e) == ERROR_NONE)
		return;
	snprintf(ch->why, sizeof(ch->why), "%s", e.text);
}

/* What was given up would be so again at once. */
void
change_retry(struct runner *r, struct client *c, const struct listing *l)
{
	note_anew(r, c, l, l->place == CONTROL_GIVEN);
}

void
change_hold(struct runner *r, struct client *c, const struct listing *l)
{
	note(r, c, l, SPOOL_HOLD);
}

void
change_release(struct runner *r, struct client *c, const struct listing *l)
{
	note_anew(r, c, l, r->now.wall - l->m.time > SCHEDULE_MAX_AGE);
}

void
change_delete(struct runner *r, struct client *c, const struct listing *l)
{
	note(r, c, l, MOVE_AWAY);
}

/* Moves what is to be moved; all changes of a request have one target. */
static void
move_some(struct runner *r, struct client *c)
{
	struct move moves[SERVER_STEPS];
	size_t n = 0;

	for (size_t i = 0; i < c->n_changes; i++) {
		const struct change *ch = &c->changes[i];

		if (ch->why[0] == '\0' && ch->move.from != ch->to)
			moves[n++] = ch->move;
	}
	if (n == 0)
		return;
	move_all(&r->store, moves, n, c->changes[0].to);
	for (size_t i = c->n_changes; i-- > 0;) {
		struct change *ch = &c->changes[i];

		if (ch->why[0] != '\0' || ch->move.from == ch->to)
			continue;
		ch->move = moves[--n];
		if (ch->move.error != 0)
			snprintf(ch->why, sizeof(ch->why), "%s",
			    strerrordesc_np(ch->move.error));
	}
}

static int
by_name(const void *a, const void *b)
{
	const struct item *x = a;
	const struct change *y = b;

	for (int i = 0; i < 2; i++)
		if (x->name[i] != y->item.name[i])
			return x->name[i] < y->item.name[i] ? -1 : 1;
	return 0;
}

/* A list_fn: whether the item is one that was changed, and takes over what is
 * known of it; they were noted in the order of their names. */
static bool
is_changed(void *arg, struct item *it)
{
	struct client *c = arg;
	struct change *ch =
	    bsearch(it, c->changes, c->n_changes, sizeof(*c->changes), by_name);

	if (ch == NULL || ch->why[0] != '\0')
		return false;
	ch->item = *it;
	return true;
}

/* The list follows; what waits now is due at once. */
static void
update_list(struct runner *r, struct client *c)
{
	list_remove(&r->list, is_changed, c);
	for (size_t i = 0; i < c->n_changes; i++) {
		struct change *ch = &c->changes[i];

		if (ch->why[0] != '\0' || ch->to != SPOOL_QUEUE)
			continue;
		ch->item.due = 0;
		ch->item.hurry = true;
		list_add(&r->list, &ch->item);
	}
}

static const char *
words(const struct change *ch)
{
	if (ch->to == MOVE_AWAY)
		return "deleted";
	if (ch->to == SPOOL_HOLD)
		return "held";
	return ch->move.from == SPOOL_HOLD ? "released" : "tried now";
}

static void
tell(const struct change *ch, struct client *c)
{
	struct control_result result = {.done = ch->why[0] == '\0'};

	memcpy(result.id, ch->move.name, sizeof(result.id));
	view_copy(view_of(ch->why), result.why, sizeof(result.why));
	control_put_result(&c->out, &result);
	if (result.done)
		log_event(LOG_LEVEL_INFO, "mail: %s: %s by uid %u", result.id,
		    words(ch), (unsigned)c->uid);
}

void
change_commit(struct runner *r, struct client *c)
{
	move_some(r, c);
	if (list_make_room(&r->list))
		update_list(r, c);
	else
		answer_refuse(c,
		    "no memory for the list; it is read again at "
		    "the next start");
	for (size_t i = 0; i < c->n_changes; i++)
		tell(&c->changes[i], c);
	c->n_changes = 0;
}
