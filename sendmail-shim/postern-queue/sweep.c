/* SPDX-License-Identifier: ISC */
/* Removing what killed programs have left in drop. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/spool.h"
#include "sendmail-shim/postern-queue/sweep.h"
#include "sys/io.h"

static bool
is_entry(const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* Of the times of a file, this is the one that its owner cannot set. */
static bool
is_old(int dir_fd, const char *name, int64_t wall)
{
	struct stat st;

	return fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    st.st_ctim.tv_sec < wall - SWEEP_AGE;
}

/* Whatever it is: links are not followed. */
static bool
remove_entry(int dir_fd, const char *name)
{
	return unlinkat(dir_fd, name, 0) == 0 ||
	    unlinkat(dir_fd, name, AT_REMOVEDIR) == 0;
}

/* Whether an entry of a directory goes, at this time. */
typedef bool sweep_fn(int dir_fd, const char *name, int64_t wall);

static unsigned
sweep(int fd, sweep_fn *goes, int64_t wall)
{
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *d;
	unsigned n = 0;

	if (dir == NULL) {
		io_close(&fd);
		return 0;
	}
	while ((d = readdir(dir)) != NULL)
		n += is_entry(d->d_name) && goes(dirfd(dir), d->d_name, wall) &&
		    remove_entry(dirfd(dir), d->d_name);
	closedir(dir);
	return n;
}

unsigned
sweep_drop(const char *spool, int64_t wall)
{
	return sweep(spool_open_dir(spool, SPOOL_DROP_TMP), is_old, wall);
}

/* What file_replace() names so until it is whole. */
static bool
is_unfinished(int dir_fd, const char *name, int64_t wall)
{
	(void)dir_fd;
	(void)wall;
	return strncmp(name, ".new-", 5) == 0;
}

void
sweep_limits(int drop)
{
	sweep(openat(drop, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
	    is_unfinished, 0);
}
