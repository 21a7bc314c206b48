/* SPDX-License-Identifier: ISC */
/* Removing what a killed queue-put has left in drop/tmp. */
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

unsigned
sweep_drop(const char *spool, int64_t wall)
{
	int fd = spool_open_dir(spool, SPOOL_DROP_TMP);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *d;
	unsigned n = 0;

	if (dir == NULL) {
		io_close(&fd);
		return 0;
	}
	while ((d = readdir(dir)) != NULL)
		n += is_entry(d->d_name) &&
		    is_old(dirfd(dir), d->d_name, wall) &&
		    remove_entry(dirfd(dir), d->d_name);
	closedir(dir);
	return n;
}
