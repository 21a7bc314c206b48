/* SPDX-License-Identifier: ISC */
/* Listing the spool's directories. */
#include "config.h"

#include <dirent.h>
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
	bool taken;
};

struct names {
	struct found *list;
	size_t n;
	size_t size;
};

static bool
add(struct names *names, const char *name, bool taken)
{
	if (names->n == names->size) {
		size_t size = names->size != 0 ? 2 * names->size : 256;
		struct found *list =
		    reallocarray(names->list, size, sizeof(*list));

		if (list == NULL)
			return false;
		names->list = list;
		names->size = size;
	}
	memcpy(names->list[names->n].name, name, SPOOL_NAME + 1);
	names->list[names->n++].taken = taken;
	return true;
}

/* The messages of one directory, which stays open for reading them. */
static enum error_code
collect(const char *spool, enum spool_dir d, struct names *names, int *fd_out,
    struct error *e)
{
	struct dirent *entry;
	DIR *dir = NULL;
	bool ok = true;
	int copy;

	*fd_out = spool_open_dir(spool, d);
	copy = *fd_out >= 0 ? dup(*fd_out) : -1;
	if (copy >= 0)
		dir = fdopendir(copy);
	if (dir == NULL) {
		error_set_errno(
		    e, ERROR_SYSTEM, "%s/%s", spool, spool_dir_name(d));
		io_close(&copy);
		return ERROR_SYSTEM;
	}
	while (ok && (entry = readdir(dir)) != NULL)
		if (spool_check_name(view_of(entry->d_name)))
			ok = add(names, entry->d_name, d == SPOOL_QUEUE);
	closedir(dir);
	return ok ? ERROR_NONE : error_set(e, ERROR_MEMORY, "no memory");
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct found *)a)->name, ((const struct found *)b)->name);
}

static void
print_one(struct print *p, const struct listing *l)
{
	struct control_message m;
	struct control_recipient r;

	listing_message(l, &m);
	print_message(p, &m);
	for (unsigned i = 0; i < l->j.n; i++) {
		listing_recipient(l, i, &r);
		print_recipient(p, &r);
	}
}

/* Prints them all; what cannot be read is the runner's to complain about. */
static void
print_all(struct print *p, const struct names *names, int queue, int fresh)
{
	const struct passwd *pw = getpwnam(NAMES_DROP_USER);
	uid_t drop_uid = pw != NULL ? pw->pw_uid : (uid_t)-1;
	struct listing l;
	struct error e;

	listing_init(&l);
	for (size_t i = 0; i < names->n; i++) {
		const struct found *f = &names->list[i];

		if (listing_load(&l, f->taken ? queue : fresh, f->name,
			f->taken, drop_uid, &e) == ERROR_NONE)
			print_one(p, &l);
	}
	listing_clear(&l);
}

enum error_code
browse_spool(const char *spool, struct print *p, struct error *e)
{
	struct names names = {NULL, 0, 0};
	int queue = -1, fresh = -1;
	enum error_code code;

	code = collect(spool, SPOOL_DROP_NEW, &names, &fresh, e);
	if (code == ERROR_NONE)
		code = collect(spool, SPOOL_QUEUE, &names, &queue, e);
	if (code == ERROR_NONE && names.n != 0) {
		qsort(names.list, names.n, sizeof(*names.list), by_name);
		print_all(p, &names, queue, fresh);
	}
	free(names.list);
	io_close(&queue);
	io_close(&fresh);
	return code;
}
