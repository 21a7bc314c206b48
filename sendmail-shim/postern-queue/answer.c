/* SPDX-License-Identifier: ISC */
/* Answers of queue.sock. */
#include "config.h"

#include <string.h>

#include "sendmail-shim/postern-queue/answer.h"
#include "sendmail-shim/postern-queue/change.h"
#include "sendmail-shim/postern-queue/gather.h"
#include "sendmail-shim/postern-queue/show.h"
#include "sendmail-shim/postern-queue/standing.h"
#include "sys/log.h"

/* One request: who may ask it, where it looks, what it does. */
struct answer {
	enum control_frame type;
	bool privileged; /* root and postern-queue only */
	bool changes;    /* no message by accident */
	bool single;     /* one message, by its id */
	unsigned places;
	unsigned failed_places; /* when the query has failed, or a whole id */
	/* Ends the answer, or leaves it to be gathered; may be NULL. */
	void (*begin)(struct runner *r, struct client *c);
	/* For each message that is meant and may be seen. */
	void (*one)(
	    struct runner *r, struct client *c, const struct listing *l);
	/* After as many as one turn looks at; may be NULL. */
	void (*commit)(struct runner *r, struct client *c);
};

#define EVERYWHERE \
	(GATHER(CONTROL_NEW) | GATHER(CONTROL_QUEUE) | GATHER(CONTROL_HELD))

static void
finish(struct client *c)
{
	control_put_plain(&c->out, CONTROL_END);
	c->ending = true;
}

void
answer_refuse(struct client *c, const char *reason)
{
	control_put_refused(&c->out, reason);
	c->ending = true;
}

static void
put_state(const struct runner *r, struct client *c)
{
	struct control_state state;

	standing_describe(r, &state);
	if (!c->privileged)
		state.messages = 0;
	control_put_state(&c->out, &state);
}

static void
put_listing(struct runner *r, struct client *c, const struct listing *l)
{
	struct control_message m;
	struct control_recipient to;

	(void)r;
	listing_message(l, &m);
	control_put_message(&c->out, &m);
	for (unsigned i = 0; i < l->j.n; i++) {
		listing_recipient(l, i, &to);
		control_put_recipient(&c->out, &to);
	}
}

static void
show_listing(struct runner *r, struct client *c, const struct listing *l)
{
	put_listing(r, c, l);
	show_open(r, c, l);
}

static void
status(struct runner *r, struct client *c)
{
	(void)r;
	finish(c);
}

static void
watch(struct runner *r, struct client *c)
{
	(void)r;
	c->watching = true;
}

/* Everything at once needs no look at each message. */
static void
flush(struct runner *r, struct client *c)
{
	routes_hurry(&r->routes, false);
	r->look_at = 0;
	if (!control_query_is_open(&c->query) || c->query.failed)
		return;
	list_hurry(&r->list, false);
	log_event(LOG_LEVEL_INFO, "flush: uid %u had everything tried now",
	    (unsigned)c->uid);
	finish(c);
}

static const struct answer answers[] = {
    {.type = CONTROL_LIST,
	.places = EVERYWHERE,
	.failed_places = GATHER(CONTROL_GIVEN),
	.one = put_listing},
    {.type = CONTROL_SHOW,
	.single = true,
	.places = EVERYWHERE,
	.failed_places = GATHER(CONTROL_GIVEN),
	.one = show_listing},
    {.type = CONTROL_FLUSH,
	.privileged = true,
	.places = GATHER(CONTROL_QUEUE),
	.begin = flush,
	.one = change_retry,
	.commit = change_commit},
    {.type = CONTROL_RETRY,
	.privileged = true,
	.changes = true,
	.places = GATHER(CONTROL_QUEUE),
	.failed_places = GATHER(CONTROL_GIVEN),
	.begin = flush,
	.one = change_retry,
	.commit = change_commit},
    {.type = CONTROL_HOLD,
	.privileged = true,
	.changes = true,
	.places = GATHER(CONTROL_NEW) | GATHER(CONTROL_QUEUE),
	.one = change_hold,
	.commit = change_commit},
    {.type = CONTROL_RELEASE,
	.privileged = true,
	.changes = true,
	.places = GATHER(CONTROL_HELD),
	.one = change_release,
	.commit = change_commit},
    {.type = CONTROL_DELETE,
	.changes = true,
	.places = EVERYWHERE,
	.failed_places = GATHER(CONTROL_GIVEN),
	.one = change_delete,
	.commit = change_commit},
    {.type = CONTROL_STATUS, .begin = status},
    {.type = CONTROL_WATCH, .begin = watch},
};

static const struct answer *
find(uint8_t type)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (answers[i].type == type)
			return &answers[i];
	return NULL;
}

/* Why this client does not get this; NULL: it does. */
static const char *
objection(const struct client *c)
{
	const struct control_query *q = &c->query;
	const struct answer *a = c->answer;
	bool one = control_query_is_one(q);

	if (a->privileged && !c->privileged)
		return "only root may do this";
	if (q->failed && a->failed_places == 0)
		return "there is nothing to do with what was given up but to "
		       "list, show, retry or delete it";
	if ((a->single && !one) || (a->changes && q->id[0] != '\0' && !one))
		return "not a queue id";
	if (a->changes && control_query_is_open(q) != q->all)
		return "say which messages: ids, a sender, a recipient, or all";
	return NULL;
}

static void
gather(struct runner *r, struct client *c)
{
	const struct answer *a = c->answer;
	unsigned places = c->query.failed ? a->failed_places : a->places;

	if (control_query_is_one(&c->query))
		places |= a->failed_places;
	if (!gather_names(r, c, places))
		answer_refuse(c, "no memory for the list");
}

void
answer_request(struct runner *r, struct client *c, const struct frame *f)
{
	const char *why;
	struct error e;

	c->answering = true;
	c->answer = find(f->type);
	if (c->answer == NULL) {
		answer_refuse(c, "there is no such request");
		return;
	}
	if (control_get_query(f, &c->query, &e) != ERROR_NONE) {
		answer_refuse(c, e.text);
		return;
	}
	why = objection(c);
	if (why != NULL) {
		answer_refuse(c, why);
		return;
	}
	put_state(r, c);
	if (c->answer->begin != NULL)
		c->answer->begin(r, c);
	if (!c->ending && !c->watching)
		gather(r, c);
}

static enum error_code
load(struct runner *r, struct listing *l, const char *name,
    enum control_place place, bool journal)
{
	struct error e;

	return listing_load(l, r->store.dirs[listing_dir(place)], name, place,
	    journal, r->config.drop_uid, &e);
}

/* For a long list: from what is known, or so that it is known then. */
static enum error_code
load_known(struct runner *r, struct listing *l, const char *name, bool journal)
{
	struct known *k = &r->store.known;
	enum error_code code;

	if (known_load(k, name, journal, l))
		return ERROR_NONE;
	code = load(r, l, name, CONTROL_QUEUE, journal);
	if (code == ERROR_NONE)
		known_note(k, name, &l->m, &l->j);
	return code;
}

/* One message, unless it has gone since, or is somebody else's.  A long list
 * does not look for journals that were not there when it began. */
static void
answer_one(struct runner *r, struct client *c, const struct names_one *n)
{
	const struct item it = {.name = {n->name[0], n->name[1]}};
	bool long_list = c->answer->type == CONTROL_LIST && c->goes_through;
	char name[SPOOL_NAME + 1];
	enum error_code code;
	struct listing l;

	item_name(&it, name);
	listing_init(&l);
	if (n->place == CONTROL_QUEUE && long_list)
		code = load_known(r, &l, name, n->journal);
	else
		code = load(r, &l, name, n->place, n->journal || !long_list);
	if (code == ERROR_NOTFOUND && n->place == CONTROL_NEW &&
	    (c->answer->places & GATHER(CONTROL_QUEUE)) != 0)
		code = load(r, &l, name, CONTROL_QUEUE, true);
	if (code == ERROR_NONE && (c->privileged || l.m.uid == c->uid) &&
	    listing_matches(&l, &c->query)) {
		c->chosen++;
		c->answer->one(r, c, &l);
	}
	listing_clear(&l);
}

/* The last words: that there was no such message, and the end. */
static void
conclude(struct client *c)
{
	if (c->chosen == 0 && control_query_is_one(&c->query)) {
		answer_refuse(c, "there is no such message there");
		return;
	}
	finish(c);
}

void
answer_some(struct runner *r, struct client *c, size_t ready)
{
	const struct names_one *n;
	bool all = false;

	for (unsigned i = 0;
	     !all && !c->ending && i < SERVER_STEPS && c->out.n < ready; i++) {
		if (c->text >= 0)
			show_more(c);
		else if ((n = gather_next(r, c)) != NULL)
			answer_one(r, c, n);
		else
			all = true;
	}
	if (c->n_changes != 0)
		c->answer->commit(r, c);
	if (!c->ending && all)
		conclude(c);
}

static bool
is_left(const struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (!journal_state_done(en->j.list[i].state))
			return true;
	return false;
}

static void
copy(const char *from, char *dst, size_t size)
{
	view_copy(view_before(view_of(from), size - 1), dst, size);
}

void
answer_event(struct client *c, const struct entry *en, unsigned i)
{
	const struct journal_recipient *to = &en->j.list[i];
	const char *original = message_recipient(&en->m, to->original);
	struct control_event v = {.left = is_left(en),
	    .recipient = {
		.state = to->state, .attempts = to->attempts, .due = to->due}};

	copy(en->name, v.id, sizeof(v.id));
	copy(to->address, v.recipient.address, sizeof(v.recipient.address));
	copy(original != NULL ? original : to->address, v.recipient.original,
	    sizeof(v.recipient.original));
	copy(to->relay, v.recipient.relay, sizeof(v.recipient.relay));
	copy(to->reply, v.recipient.reply, sizeof(v.recipient.reply));
	control_put_event(&c->out, &v);
}
