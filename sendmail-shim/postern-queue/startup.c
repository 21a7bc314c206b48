/* SPDX-License-Identifier: ISC */
/* What the start finds in queue/. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sendmail-shim/postern-queue/intake.h"
#include "sys/file.h"
#include "sys/io.h"

/* The queue id of a journal's name; false when it is none. */
static bool
journal_of(const char *file, char name[SPOOL_NAME + 1])
{
	struct view v = view_of(file);

	return v.n == JOURNAL_NAME &&
	    view_starts(view_from(v, SPOOL_NAME), ".j") &&
	    spool_check_name(view_before(v, SPOOL_NAME)) &&
	    view_copy(view_before(v, SPOOL_NAME), name, SPOOL_NAME + 1);
}

static bool
exists(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/*
 * A journal whose message is gone: it goes too, or follows its message to
 * failed/ or hold/.  While the message is in drop/new, it is written anew.
 */
static void
tidy_journal(struct runner *r, const char *file, const char *name)
{
	static const enum spool_dir others[] = {SPOOL_FAILED, SPOOL_HOLD};
	const int *dirs = r->store.dirs;

	if (exists(dirs[SPOOL_QUEUE], name))
		return;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (exists(dirs[others[i]], name) &&
		    file_move(dirs[SPOOL_QUEUE], file, dirs[others[i]], file))
			return;
	unlinkat(dirs[SPOOL_QUEUE], file, 0);
}

/* One file of queue/.  False when memory is short. */
static bool
list_file(struct runner *r, const char *file)
{
	char name[SPOOL_NAME + 1];
	struct item it;
	struct error e;

	if (spool_check_name(view_of(file))) {
		if (!list_make_room(&r->list))
			return false;
		it = item_of(view_of(file));
		list_add(&r->list, &it);
		return true;
	}
	if (journal_of(file, name))
		tidy_journal(r, file, name);
	else if (view_starts(view_of(file), ".new-"))
		unlinkat(r->store.dirs[SPOOL_QUEUE], file, 0);
	else if (file[0] != '.') {
		error_set(&e, ERROR_INPUT, "not a queue id");
		intake_quarantine(r, SPOOL_QUEUE, file, &e);
	}
	return true;
}

enum error_code
intake_queue(struct runner *r, struct error *e)
{
	struct dirent *d;
	DIR *dir;
	bool ok = true;
	int fd = openat(r->store.dirs[SPOOL_QUEUE], ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL) {
		error_set_errno(e, ERROR_SYSTEM, "reading queue");
		io_close(&fd);
		return ERROR_SYSTEM;
	}
	while (ok && (d = readdir(dir)) != NULL)
		ok = list_file(r, d->d_name);
	closedir(dir);
	return ok ? ERROR_NONE
		  : error_set(e, ERROR_MEMORY, "queue: no memory for the list");
}
