/* SPDX-License-Identifier: ISC */
/* Clearing failed/. */
#include "config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/journal.h"
#include "sendmail-shim/postern-queue/keep.h"
#include "sys/io.h"
#include "sys/log.h"

/* Files looked at in a turn. */
#define BATCH 256
#define MICROSECONDS 1000000

static unsigned
lifetime(const struct runner *r)
{
	return r->settings.conf != NULL ? r->settings.conf->mail.failed_lifetime
					: 0;
}

void
keep_begin(struct runner *r)
{
	int fd;

	if (r->failed != NULL || lifetime(r) == 0)
		return;
	fd = openat(r->store.dirs[SPOOL_FAILED], ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	r->failed = fd >= 0 ? fdopendir(fd) : NULL;
	if (r->failed == NULL)
		io_close(&fd);
}

/* Whether a message came there so long ago: its inode changed when it was
 * moved.  Its name says when it was made: a wrong clock is not enough. */
static bool
is_over(const struct runner *r, const char *name)
{
	const struct item it = item_of(view_of(name));
	int64_t before = r->now.wall - (int64_t)lifetime(r);
	struct stat st;

	return fstatat(r->store.dirs[SPOOL_FAILED], name, &st,
		   AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && st.st_ctim.tv_sec < before &&
	    (int64_t)(it.name[0] / MICROSECONDS) < before;
}

static void
look_at(struct runner *r, const char *name)
{
	char journal[JOURNAL_NAME + 1];
	int dir = r->store.dirs[SPOOL_FAILED];

	if (!spool_check_name(view_of(name)) || !is_over(r, name))
		return;
	tally_subtract(&r->store.tally, dir, name);
	if (unlinkat(dir, name, 0) != 0) {
		tally_add(&r->store.tally, dir, name);
		return;
	}
	journal_name(name, journal);
	unlinkat(dir, journal, 0);
	log_event(LOG_LEVEL_INFO,
	    "mail: %s: removed from failed, where it was kept for %u days",
	    name, lifetime(r) / 86400);
}

bool
keep_some(struct runner *r)
{
	struct dirent *d = NULL;

	if (r->failed == NULL)
		return false;
	for (unsigned i = 0; i < BATCH && (d = readdir(r->failed)) != NULL; i++)
		look_at(r, d->d_name);
	if (d != NULL)
		return true;
	closedir(r->failed);
	r->failed = NULL;
	return false;
}
