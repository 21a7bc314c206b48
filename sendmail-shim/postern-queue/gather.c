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

/* A name in a place, of a message or of its journal. */
static bool
add(struct client *c, const struct item *it, enum control_place place,
    bool journal)
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
	    (struct server_name){{it->name[0], it->name[1]}, place, journal};
	return true;
}

static bool
add_file(struct client *c, struct view file, enum control_place place)
{
	bool journal = file.n == JOURNAL_NAME;
	struct view name = view_before(file, SPOOL_NAME);
	struct item it;

	if ((file.n != SPOOL_NAME && !journal) || !spool_check_name(name))
		return true;
	it = item_of(name);
	return add(c, &it, place, journal);
}

static bool
add_directory(
    const struct runner *r, struct client *c, enum control_place place)
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
		ok = add_file(c, view_of(d->d_name), place);
	closedir(dir);
	return ok;
}

static bool
add_place(const struct runner *r, struct client *c, enum control_place place)
{
	struct item it;

	if (!control_query_is_one(&c->query))
		return add_directory(r, c, place);
	if (faccessat(r->store.dirs[listing_dir(place)], c->query.id, F_OK,
		AT_SYMLINK_NOFOLLOW) != 0)
		return true;
	it = item_of(view_of(c->query.id));
	return add(c, &it, place, false);
}

/* A message stands before its journal. */
static int
by_age(const void *a, const void *b)
{
	const struct server_name *x = a, *y = b;

	for (int i = 0; i < 2; i++)
		if (x->name[i] != y->name[i])
			return x->name[i] < y->name[i] ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (int)x->journal - (int)y->journal;
}

/* Journals become a note at their message; those without one go. */
static void
merge_journals(struct client *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n_names; i++) {
		const struct server_name *n = &c->names[i];

		if (!n->journal)
			c->names[kept++] = *n;
		else if (kept != 0 && c->names[kept - 1].place == n->place &&
		    c->names[kept - 1].name[0] == n->name[0] &&
		    c->names[kept - 1].name[1] == n->name[1])
			c->names[kept - 1].journal = true;
	}
	c->n_names = kept;
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
	merge_journals(c);
	return true;
}
