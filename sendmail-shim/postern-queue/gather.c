/* SPDX-License-Identifier: ISC */
/* Gathering names. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "queue/listing.h"
#include "sendmail-shim/postern-queue/gather.h"
#include "sys/io.h"

/* What is in each of the two lists: what waits, and what was given up. */
static const unsigned lists[SERVER_LISTS] = {
    GATHER(CONTROL_NEW) | GATHER(CONTROL_QUEUE) | GATHER(CONTROL_HELD),
    GATHER(CONTROL_GIVEN),
};

static bool
add_file(struct names *s, struct view file, enum control_place place)
{
	bool journal = file.n == JOURNAL_NAME;
	struct view name = view_before(file, SPOOL_NAME);
	struct item it;

	if ((file.n != SPOOL_NAME && !journal) || !spool_check_name(name))
		return true;
	it = item_of(name);
	return names_add(s, &it, place, journal);
}

static bool
add_directory(const struct runner *r, struct names *s, enum control_place place)
{
	struct dirent *d;
	bool ok = true;
	int fd = openat(r->store.dirs[listing_dir(place)], ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (dir == NULL) {
		io_close(&fd);
		return true;
	}
	while (ok && (d = readdir(dir)) != NULL)
		ok = add_file(s, view_of(d->d_name), place);
	closedir(dir);
	return ok;
}

static bool
make_list(struct runner *r, unsigned list)
{
	struct names fresh;

	names_init(&fresh);
	for (unsigned p = 0; p < CONTROL_PLACES; p++) {
		if ((lists[list] & GATHER(p)) == 0 ||
		    add_directory(r, &fresh, (enum control_place)p))
			continue;
		names_clear(&fresh);
		return false;
	}
	names_order(&fresh);
	names_replace(&r->server.lists[list], &fresh);
	return true;
}

static void
find_one(const struct runner *r, struct client *c)
{
	struct item it = item_of(view_of(c->query.id));

	for (unsigned p = 0; p < CONTROL_PLACES; p++)
		if ((c->places & GATHER(p)) != 0 &&
		    faccessat(r->store.dirs[listing_dir(p)], c->query.id, F_OK,
			AT_SYMLINK_NOFOLLOW) == 0)
			c->one[c->n_one++] = (struct names_one){
			    {it.name[0], it.name[1]}, p, false};
}

bool
gather_names(struct runner *r, struct client *c, unsigned places)
{
	c->places = places;
	if (control_query_is_one(&c->query)) {
		find_one(r, c);
		return true;
	}
	c->goes_through = true;
	return make_list(r, c->query.failed);
}

const struct names_one *
gather_next(struct runner *r, struct client *c)
{
	const struct names_one *one;

	if (!c->goes_through)
		return c->at_one < c->n_one ? &c->one[c->at_one++] : NULL;
	do
		one = names_next(&r->server.lists[c->query.failed], &c->cursor);
	while (one != NULL && (c->places & GATHER(one->place)) == 0);
	return one;
}

void
gather_tidy(struct server *s)
{
	bool used[SERVER_LISTS] = {false};

	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		if (s->clients[i].fd >= 0 && s->clients[i].goes_through)
			used[s->clients[i].query.failed] = true;
	for (unsigned i = 0; i < SERVER_LISTS; i++)
		if (!used[i] && s->lists[i].list != NULL)
			names_clear(&s->lists[i]);
}
