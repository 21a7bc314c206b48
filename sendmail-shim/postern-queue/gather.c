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

#define FIRST_SIZE 256

static bool
add(struct client *c, const struct item *it, enum control_place place)
{
	if (c->n_names == c->names_size) {
		size_t size =
		    c->names_size != 0 ? c->names_size * 2 : FIRST_SIZE;
		struct server_name *names =
		    reallocarray(c->names, size, sizeof(*names));

		if (names == NULL)
			return false;
		c->names = names;
		c->names_size = size;
	}
	c->names[c->n_names++] =
	    (struct server_name){{it->name[0], it->name[1]}, place};
	return true;
}

/* What the runner itself knows of, which is all of queue/. */
static bool
add_waiting(const struct runner *r, struct client *c)
{
	for (size_t i = 0; i < r->list.n; i++)
		if (!add(c, &r->list.items[i], CONTROL_QUEUE))
			return false;
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage != ENTRY_FREE &&
		    !add(c, &r->entries[i].item, CONTROL_QUEUE))
			return false;
	return true;
}

static bool
add_directory(
    const struct runner *r, struct client *c, enum control_place place)
{
	struct dirent *d;
	struct item it;
	bool ok = true;
	int fd = openat(r->store.dirs[listing_dir(place)], ".",
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
		ok = add(c, &it, place);
	}
	closedir(dir);
	return ok;
}

static bool
add_place(const struct runner *r, struct client *c, enum control_place place)
{
	struct item it;

	if (!control_query_is_one(&c->query))
		return place == CONTROL_QUEUE ? add_waiting(r, c)
					      : add_directory(r, c, place);
	if (faccessat(r->store.dirs[listing_dir(place)], c->query.id, F_OK,
		AT_SYMLINK_NOFOLLOW) != 0)
		return true;
	it = item_of(view_of(c->query.id));
	return add(c, &it, place);
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

bool
gather_names(struct runner *r, struct client *c, unsigned places)
{
	for (unsigned p = 0; p < CONTROL_PLACES; p++)
		if ((places & GATHER(p)) != 0 &&
		    !add_place(r, c, (enum control_place)p))
			return false;
	if (c->n_names != 0)
		qsort(c->names, c->n_names, sizeof(*c->names), by_age);
	return true;
}
