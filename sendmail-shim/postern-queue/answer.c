/* SPDX-License-Identifier: ISC */
/* Answers of queue.sock. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "queue/control.h"
#include "queue/listing.h"
#include "sendmail-shim/postern-queue/answer.h"
#include "sys/io.h"
#include "sys/log.h"

/* Why nothing goes out, in the words of the log. */
static void
describe(const struct runner *r, struct control_state *out)
{
	char reason[sizeof(out->reason) / 2];
	const struct route *first = r->routes.list;

	*out = (struct control_state){.due = 0};
	if (r->routes.n == 0) {
		const char *why = r->settings.broken.code != ERROR_NONE
		    ? r->settings.broken.text
		    : "no relay section";

		snprintf(out->reason, sizeof(out->reason),
		    "no relay is configured: %s",
		    escape_copy(view_of(why), reason, sizeof(reason)));
		return;
	}
	if (routes_choose(&r->routes, r->now.mono) != ROUTE_NONE &&
	    routes_all_failing_since(&r->routes) == INT64_MAX)
		return;
	snprintf(out->reason, sizeof(out->reason), "relay %s: %s: %s",
	    first->relay->name, outage_of(first->why)->what,
	    escape_copy(view_of(first->reason), reason, sizeof(reason)));
	out->due = r->now.wall + routes_due(&r->routes) - r->now.mono;
}

static bool
add_name(struct client *c, size_t *size, const struct item *it, bool taken)
{
	if (c->n_names == *size) {
		size_t more = *size != 0 ? *size * 2 : 256;
		struct server_name *names =
		    reallocarray(c->names, more, sizeof(*names));

		if (names == NULL)
			return false;
		c->names = names;
		*size = more;
	}
	c->names[c->n_names++] =
	    (struct server_name){{it->name[0], it->name[1]}, taken};
	return true;
}

static bool
add_waiting(const struct runner *r, struct client *c, size_t *size)
{
	for (size_t i = 0; i < r->list.n; i++)
		if (!add_name(c, size, &r->list.items[i], true))
			return false;
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage != ENTRY_FREE &&
		    !add_name(c, size, &r->entries[i].item, true))
			return false;
	return true;
}

/* What lies in drop/new and was not taken in yet. */
static bool
add_dropped(const struct runner *r, struct client *c, size_t *size)
{
	struct dirent *d;
	struct item it;
	bool ok = true;
	int fd = openat(r->store.dirs[SPOOL_DROP_NEW], ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (dir == NULL) {
		io_close(&fd);
		return true;
	}
	while (ok && (d = readdir(dir)) != NULL) {
		if (!spool_check_name(view_of(d->d_name)))
			continue;
		it = item_of(view_of(d->d_name));
		ok = add_name(c, size, &it, false);
	}
	closedir(dir);
	return ok;
}

static int
by_age(const void *a, const void *b)
{
	const struct server_name *x = a, *y = b;

	for (int i = 0; i < 2; i++)
		if (x->name[i] != y->name[i])
			return x->name[i] < y->name[i] ? -1 : 1;
	return 0;
}

static void
finish(struct client *c)
{
	control_put_plain(&c->out, CONTROL_END);
	c->ending = true;
}

static void
refuse(struct client *c, const char *reason)
{
	control_put_refused(&c->out, reason);
	c->ending = true;
}

static void
begin_list(struct runner *r, struct client *c)
{
	struct control_state state;
	size_t size = 0;

	if (!add_waiting(r, c, &size) || !add_dropped(r, c, &size)) {
		refuse(c, "no memory for the listing");
		return;
	}
	if (c->n_names != 0)
		qsort(c->names, c->n_names, sizeof(*c->names), by_age);
	describe(r, &state);
	control_put_state(&c->out, &state);
}

static void
flush(struct runner *r, struct client *c)
{
	struct control_state state;

	routes_hurry(&r->routes, false);
	list_hurry(&r->list, false);
	r->look_at = 0;
	log_event(LOG_LEVEL_INFO, "flush: uid %u had everything tried now",
	    (unsigned)c->uid);
	describe(r, &state);
	control_put_state(&c->out, &state);
	finish(c);
}

/* Who may ask what. */
static const struct {
	enum control_frame type;
	bool privileged; /* root and postern-queue only */
	void (*begin)(struct runner *r, struct client *c);
} requests[] = {
    {CONTROL_LIST, false, begin_list},
    {CONTROL_FLUSH, true, flush},
};

void
answer_request(struct runner *r, struct client *c, const struct frame *f)
{
	struct error e;

	c->answering = true;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		if (requests[i].type != f->type)
			continue;
		if (control_get_plain(f, &e) != ERROR_NONE)
			refuse(c, e.text);
		else if (requests[i].privileged && !c->privileged)
			refuse(c, "only root may do this");
		else
			requests[i].begin(r, c);
		return;
	}
	refuse(c, "there is no such request");
}

static void
put_listing(struct client *c, const struct listing *l)
{
	struct control_message m;
	struct control_recipient to;

	listing_message(l, &m);
	control_put_message(&c->out, &m);
	for (unsigned i = 0; i < l->j.n; i++) {
		listing_recipient(l, i, &to);
		control_put_recipient(&c->out, &to);
	}
}

static enum error_code
load(struct runner *r, struct listing *l, const char *name, bool taken)
{
	struct error e;

	return listing_load(l,
	    r->store.dirs[taken ? SPOOL_QUEUE : SPOOL_DROP_NEW], name, taken,
	    r->config.drop_uid, &e);
}

/* One message, unless it has gone since, or is somebody else's. */
static void
list_one(struct runner *r, struct client *c, const struct server_name *n)
{
	const struct item it = {.name = {n->name[0], n->name[1]}};
	char name[SPOOL_NAME + 1];
	enum error_code code;
	struct listing l;

	item_name(&it, name);
	listing_init(&l);
	code = load(r, &l, name, n->taken);
	if (code == ERROR_NOTFOUND && !n->taken)
		code = load(r, &l, name, true);
	if (code == ERROR_NONE && (c->privileged || l.m.uid == c->uid))
		put_listing(c, &l);
	listing_clear(&l);
}

void
answer_more(struct runner *r, struct client *c)
{
	if (c->at < c->n_names)
		list_one(r, c, &c->names[c->at++]);
	else
		finish(c);
}
