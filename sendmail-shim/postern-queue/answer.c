/* SPDX-License-Identifier: ISC */
/* Answers of queue.sock: from the request to the last words. */
#include "config.h"

#include "sendmail-shim/postern-queue/answer.h"
#include "sendmail-shim/postern-queue/gather.h"
#include "sendmail-shim/postern-queue/request.h"
#include "sendmail-shim/postern-queue/show.h"
#include "sendmail-shim/postern-queue/standing.h"

void
answer_finish(struct client *c)
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
gather(struct runner *r, struct client *c)
{
	const struct request *a = c->request;
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
	c->request = request_find(f->type);
	if (c->request == NULL) {
		answer_refuse(c, "there is no such request");
		return;
	}
	if (control_get_query(f, &c->query, &e) != ERROR_NONE) {
		answer_refuse(c, e.text);
		return;
	}
	why = request_objection(c);
	if (why != NULL) {
		answer_refuse(c, why);
		return;
	}
	put_state(r, c);
	if (c->request->begin != NULL)
		c->request->begin(r, c);
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
	bool long_list = c->request->type == CONTROL_LIST && c->goes_through;
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
	    (c->request->places & GATHER(CONTROL_QUEUE)) != 0)
		code = load(r, &l, name, CONTROL_QUEUE, true);
	if (code == ERROR_NONE && (c->privileged || l.m.uid == c->uid) &&
	    listing_matches(&l, &c->query)) {
		c->chosen++;
		c->request->one(r, c, &l);
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
	answer_finish(c);
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
		c->request->commit(r, c);
	if (!c->ending && all)
		conclude(c);
}
