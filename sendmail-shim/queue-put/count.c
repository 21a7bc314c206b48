/* SPDX-License-Identifier: ISC */
/* Counting what lies in a directory of drop/ and is one user's. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "queue/spool.h"
#include "sendmail-shim/queue-put/count.h"
#include "sys/io.h"

/*
 * A name that says so by chance, of another user's file, is one in four
 * thousand million.
 */
static bool
is_of(const struct stat *st, struct view name, uid_t uid)
{
	return st->st_uid == uid ||
	    (spool_check_name(name) && spool_name_uid(name) == uid);
}

/* One that was moved on meanwhile is not there. */
static bool
count_file(int dir_fd, const char *name, struct limits_use *use)
{
	struct stat st;

	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT;
	if (is_of(&st, view_of(name), use->uid)) {
		use->messages++;
		use->bytes += (uint64_t)st.st_size;
	}
	return true;
}

bool
count_files(int dir_fd, struct limits_use *use)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *d;
	bool ok = true;

	if (dir == NULL) {
		io_close(&fd);
		return false;
	}
	for (errno = 0; ok && (d = readdir(dir)) != NULL; errno = 0)
		if (d->d_name[0] != '.')
			ok = count_file(dir_fd, d->d_name, use);
	ok = ok && errno == 0;
	fd = errno;
	closedir(dir);
	errno = fd;
	return ok;
}
