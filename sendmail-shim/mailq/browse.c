/* SPDX-License-Identifier: ISC */
/* Listing the spool's directories. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/names.h"
#include "queue/listing.h"
#include "sendmail-shim/mailq/browse.h"
#include "sys/io.h"

struct found {
	char name[SPOOL_NAME + 1];
	enum control_place place;
	bool journal; /* it has one */
};

struct names {
	struct found *list;
	size_t n;
	size_t size;
	int dirs[CONTROL_PLACES]; /* stay open for reading the messages */
};

/* A file, if it is a message or a journal; false when memory is short. */
static bool
add(struct names *names, const char *file, enum control_place place)
{
	struct view name = view_before(view_of(file), SPOOL_NAME);
	struct found *one;

	if (!spool_check_name(name) ||
	    (file[SPOOL_NAME] != '\0' && strcmp(file + SPOOL_NAME, ".j") != 0))
		return true;
	if (names->n == names->size) {
		size_t size = names->size != 0 ? 2 * names->size : 256;
		struct found *list =
		    reallocarray(names->list, size, sizeof(*list));

		if (list == NULL)
			return false;
		names->list = list;
		names->size = size;
	}
	one = &names->list[names->n++];
	*one =
	    (struct found){.place = place, .journal = file[SPOOL_NAME] != '\0'};
	return view_copy(name, one->name, sizeof(one->name));
}

/* The messages of one place. */
static enum error_code
collect(const char *spool, enum control_place place, struct names *names,
    struct error *e)
{
	enum spool_dir d = listing_dir(place);
	struct dirent *entry;
	DIR *dir = NULL;
	bool ok = true;
	int copy;

	names->dirs[place] = spool_open_dir(spool, d);
	copy = fcntl(names->dirs[place], F_DUPFD_CLOEXEC, 0);
	if (copy >= 0)
		dir = fdopendir(copy);
	if (dir == NULL) {
		error_set_errno(
		    e, ERROR_SYSTEM, "%s/%s", spool, spool_dir_name(d));
		io_close(&copy);
		return ERROR_SYSTEM;
	}
	while (ok && (entry = readdir(dir)) != NULL)
		ok = add(names, entry->d_name, place);
	closedir(dir);
	return ok ? ERROR_NONE : error_set(e, ERROR_MEMORY, "no memory");
}

/* A message stands before its journal. */
static int
by_name(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = (int)x->place - (int)y->place;
	return order != 0 ? order : (int)x->journal - (int)y->journal;
}

/* Orders them; journals become a note at their message. */
static void
put_in_order(struct names *names)
{
	struct found *list = names->list;
	size_t kept = 0;

	if (names->n != 0)
		qsort(list, names->n, sizeof(*list), by_name);
	for (size_t i = 0; i < names->n; i++) {
		if (!list[i].journal)
			list[kept++] = list[i];
		else if (kept != 0 && list[kept - 1].place == list[i].place &&
		    strcmp(list[kept - 1].name, list[i].name) == 0)
			list[kept - 1].journal = true;
	}
	names->n = kept;
}

static bool
tell_one(const struct ask_ear *ear, const struct listing *l)
{
	struct control_message m;
	struct control_recipient r;
	bool go_on;

	listing_message(l, &m);
	go_on = ear->message(ear->arg, &m);
	for (unsigned i = 0; i < l->j.n && go_on; i++) {
		listing_recipient(l, i, &r);
		go_on = ear->recipient(ear->arg, &r);
	}
	return go_on;
}

/* Tells them all; what cannot be read is the runner's to complain about. */
static void
tell_all(const struct names *names, const struct control_query *q,
    const struct ask_ear *ear)
{
	const struct passwd *pw = getpwnam(NAMES_DROP_USER);
	uid_t drop_uid = pw != NULL ? pw->pw_uid : (uid_t)-1;
	bool go_on = true;
	struct listing l;
	struct error e;

	listing_init(&l);
	for (size_t i = 0; i < names->n && go_on; i++) {
		const struct found *f = &names->list[i];

		if (listing_load(&l, names->dirs[f->place], f->name, f->place,
			f->journal, drop_uid, &e) == ERROR_NONE &&
		    listing_matches(&l, q))
			go_on = tell_one(ear, &l);
	}
	listing_clear(&l);
}

enum error_code
browse_spool(const char *spool, const struct control_query *q,
    const struct ask_ear *ear, struct error *e)
{
	static const enum control_place waiting[] = {
	    CONTROL_NEW, CONTROL_QUEUE, CONTROL_HELD};
	static const enum control_place given[] = {CONTROL_GIVEN};
	const enum control_place *places = q->failed ? given : waiting;
	size_t n = q->failed ? 1 : sizeof(waiting) / sizeof(waiting[0]);
	struct names names = {.dirs = {-1, -1, -1, -1}};
	enum error_code code = ERROR_NONE;

	for (size_t i = 0; i < n && code == ERROR_NONE; i++)
		code = collect(spool, places[i], &names, e);
	if (code == ERROR_NONE) {
		put_in_order(&names);
		tell_all(&names, q, ear);
	}
	free(names.list);
	for (size_t i = 0; i < CONTROL_PLACES; i++)
		io_close(&names.dirs[i]);
	return code;
}
