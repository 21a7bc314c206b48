/* SPDX-License-Identifier: ISC */
/* Walking to a file, each step checked on what was opened. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/view.h"
#include "sys/io.h"
#include "sys/trusted.h"

struct walk {
	struct view path; /* as far as texts go: all of it */
	struct view rest; /* what is still before us */
	uid_t owner;
	int dir; /* where we are: the caller's first, then our own */
	bool own;
	struct error *e;
};

/* The path up to where the walk is, for texts. */
static struct view
so_far(const struct walk *w)
{
	size_t n = w->rest.p != NULL ? w->path.n - w->rest.n : w->path.n;

	while (n > 1 && w->path.p[n - 1] == '/')
		n--;
	return view_before(w->path, n);
}

static bool
refuse(const struct walk *w, const char *why)
{
	error_set(w->e, ERROR_SETTINGS, "%.*s: %s", VIEW_ARG(so_far(w)), why);
	return false;
}

/* Whether what fd is may stand on the way, or at its end. */
static bool
check_step(const struct walk *w, int fd, bool last)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		error_set_errno(
		    w->e, ERROR_SYSTEM, "%.*s", VIEW_ARG(so_far(w)));
		return false;
	}
	if (S_ISLNK(st.st_mode))
		return refuse(
		    w, "a symbolic link (write where it leads to instead)");
	if (last && !S_ISREG(st.st_mode))
		return refuse(w, "not a regular file");
	if (!last && !S_ISDIR(st.st_mode))
		return refuse(w, "not a directory");
	if (st.st_uid != 0 && st.st_uid != w->owner)
		return refuse(w, "it is not root's (chown root)");
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return refuse(w, "others than root can write it (chmod go-w)");
	return true;
}

static bool
fail(const struct walk *w)
{
	if (errno == ELOOP)
		return refuse(
		    w, "a symbolic link (write where it leads to instead)");
	error_set_errno(w->e, errno == ENOENT ? ERROR_NOTFOUND : ERROR_SYSTEM,
	    "%.*s", VIEW_ARG(so_far(w)));
	return false;
}

/* One part of the path: the walk stands on it then. */
static bool
take_step(struct walk *w, struct view part)
{
	const int way = O_PATH | O_NOFOLLOW | O_CLOEXEC;
	const int end =
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	bool last = w->rest.p == NULL;
	char name[LIMIT_PATH];
	int fd;

	if (part.n == 0 || view_eq_str(part, ".") || view_eq_str(part, ".."))
		return refuse(w, "not a plain path");
	if (!view_copy(part, name, sizeof(name)))
		return refuse(w, "the path is too long");
	fd = openat(w->dir, name, last ? end : way);
	if (fd < 0)
		return fail(w);
	if (w->own)
		close(w->dir);
	w->dir = fd;
	w->own = true;
	return check_step(w, fd, last);
}

static int
walk(struct walk *w)
{
	struct view part;
	bool ok = true;

	while (ok && view_split(&w->rest, '/', &part))
		ok = take_step(w, part);
	if (ok)
		return w->dir;
	if (w->own)
		io_close(&w->dir);
	return -1;
}

int
trusted_open_below(int dir_fd, const char *path, uid_t owner, struct error *e)
{
	struct walk w = {view_of(path), view_of(path), owner, dir_fd, false, e};

	return walk(&w);
}

int
trusted_open(const char *path, struct error *e)
{
	struct walk w = {view_of(path), view_of(path), 0, -1, true, e};

	if (path[0] != '/') {
		error_set(e, ERROR_SETTINGS,
		    "%s: the path does not begin with '/'", path);
		return -1;
	}
	w.rest = view_from(w.rest, 1);
	w.dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (w.dir < 0) {
		error_set_errno(e, ERROR_SYSTEM, "/");
		return -1;
	}
	return walk(&w);
}
