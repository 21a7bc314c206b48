/* SPDX-License-Identifier: ISC */
/* Replacing the accounts file without losing what others write meanwhile. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limits.h"
#include "sys/deadline.h"
#include "sys/file.h"
#include "sys/io.h"
#include "users/edit.h"

#define TRIES 8
#define STEP_MS 5

/* The file behind all symbolic links, in its open and locked directory. */
struct place {
	const char *path; /* as it was named */
	char *target;     /* malloc'd: the directory's path, cut by a NUL */
	const char *name; /* in target: the file's name there */
	int dir;
	bool check_owner;
	char other[32]; /* the name of the new file, later of the old one */
};

static enum error_code
check_trusted(const struct place *p, const struct stat *st, const char *what,
    struct error *e)
{
	if (!p->check_owner ||
	    (st->st_uid == 0 && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS,
	    "%s: others than root can write %s (chown root, chmod go-w)",
	    p->path, what);
}

/*
 * The directory's lock, since the file changes with each edit.  By its number:
 * a header of ours hides <sys/file.h>.
 */
static enum error_code
lock(const struct place *p, struct error *e)
{
	struct deadline d = deadline_in(LIMIT_WRITER_LOCK_MS);

	while (syscall(SYS_flock, p->dir, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_set_errno(e, ERROR_SYSTEM, "%s", p->path);
		if (deadline_passed(d))
			return error_set(e, ERROR_LATER,
			    "%s: another program keeps its directory's lock "
			    "(lslocks says which)",
			    p->path);
		poll(NULL, 0, STEP_MS);
	}
	return ERROR_NONE;
}

static enum error_code
place_open(const char *path, bool check_owner, struct place *p, struct error *e)
{
	struct stat st;
	enum error_code code;
	char *slash;

	*p =
	    (struct place){.path = path, .dir = -1, .check_owner = check_owner};
	p->target = realpath(path, NULL);
	if (p->target == NULL)
		return error_set_errno(e,
		    errno == ENOENT ? ERROR_NOTFOUND : ERROR_SYSTEM, "%s",
		    path);
	slash = strrchr(p->target, '/');
	p->name = slash + 1;
	*slash = '\0';
	p->dir = open(slash == p->target ? "/" : p->target,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->dir < 0 || fstat(p->dir, &st) != 0)
		return error_set_errno(
		    e, ERROR_SYSTEM, "%s: its directory", path);
	code = check_trusted(p, &st, "its directory", e);
	return code == ERROR_NONE ? lock(p, e) : code;
}

static void
place_close(struct place *p)
{
	io_close(&p->dir);
	free(p->target);
}

/* Reads the file, or what lies there under another name. */
static enum error_code
read_text(const struct place *p, int fd, struct buf *b, struct stat *st,
    struct error *e)
{
	enum error_code code;

	if (fd < 0 || fstat(fd, st) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", p->path);
	code = check_trusted(p, st, "it", e);
	return code == ERROR_NONE ? file_read_fd(fd, p->path, b, e) : code;
}

static int
open_text(const struct place *p, const char *name)
{
	return openat(p->dir, name,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
}

/* Writes the new text to a new file beside it, with everything the old had. */
static enum error_code
write_other(
    struct place *p, struct view text, const struct stat *st, struct error *e)
{
	unsigned long long random;
	bool written;
	int fd;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return error_set_errno(e, ERROR_SYSTEM, "no random bytes");
	snprintf(p->other, sizeof(p->other), ".accounts-%016llx", random);
	fd = openat(p->dir, p->other,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set_errno(
		    e, ERROR_SYSTEM, "%s/%s", p->target, p->other);
	written = io_write_all(fd, text, deadline_never()) &&
	    fchown(fd, st->st_uid, st->st_gid) == 0 &&
	    fchmod(fd, st->st_mode & 07777) == 0 && fsync(fd) == 0;
	io_close(&fd);
	if (written)
		return ERROR_NONE;
	error_set_errno(e, ERROR_SYSTEM, "%s/%s", p->target, p->other);
	unlinkat(p->dir, p->other, 0);
	return ERROR_SYSTEM;
}

/*
 * Waits until nobody has the file open for writing: only then a read lease is
 * given.  No new writer can come, since its name is known to us alone.
 */
static void
wait_for_writers(int fd)
{
	struct deadline d = deadline_in(LIMIT_WRITER_LOCK_MS);

	while (fcntl(fd, F_SETLEASE, F_RDLCK) != 0) {
		if (errno != EAGAIN || deadline_passed(d))
			return;
		poll(NULL, 0, STEP_MS);
	}
	fcntl(fd, F_SETLEASE, F_UNLCK);
}

/* Whether what was there is what the change was made from. */
static bool
was_expected(const struct place *p, struct view expected)
{
	struct buf b;
	struct stat st;
	struct error e;
	int fd = open_text(p, p->other);
	bool same;

	if (fd < 0 && errno == ENOENT)
		return true; /* it was replaced */
	buf_init(&b, LIMIT_ACCOUNTS_FILE);
	if (fd >= 0)
		wait_for_writers(fd);
	same = read_text(p, fd, &b, &st, &e) == ERROR_NONE &&
	    view_eq(buf_view(&b), expected);
	io_close(&fd);
	buf_clear(&b);
	return same;
}

/*
 * Puts one in the place of the other: what was there is called other then.
 * Where a file system cannot do that, it is replaced.
 */
static bool
exchange(const struct place *p)
{
	if (renameat2(p->dir, p->other, p->dir, p->name, RENAME_EXCHANGE) == 0)
		return true;
	return (errno == EINVAL || errno == ENOSYS) &&
	    renameat(p->dir, p->other, p->dir, p->name) == 0;
}

/*
 * Puts the new file in the place of the old one.  *again_out: somebody wrote
 * in between, and theirs is in its place again.
 */
static enum error_code
put_in_place(const struct place *p, struct view before, struct view after,
    bool *again_out, struct error *e)
{
	if (!exchange(p)) {
		error_set_errno(e, ERROR_SYSTEM, "%s/%s", p->target, p->name);
		unlinkat(p->dir, p->other, 0);
		return e->code;
	}
	*again_out = !was_expected(p, before);
	if (*again_out && (!exchange(p) || !was_expected(p, after)))
		return error_set(e, ERROR_LATER,
		    "%s: others change it at the same time; one version is "
		    "%s/%s now",
		    p->path, p->target, p->other);
	unlinkat(p->dir, p->other, 0);
	if (fsync(p->dir) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", p->target);
	return ERROR_NONE;
}

static enum error_code
change_once(struct place *p, edit_fn *fn, struct view address, bool *again_out,
    struct error *e)
{
	struct buf before, after;
	struct stat st;
	enum error_code code;
	int fd = open_text(p, p->name);

	*again_out = false;
	buf_init(&before, LIMIT_ACCOUNTS_FILE);
	buf_init(&after, LIMIT_ACCOUNTS_FILE);
	code = read_text(p, fd, &before, &st, e);
	io_close(&fd);
	if (code == ERROR_NONE)
		code = fn(buf_view(&before), address, &after, e);
	if (code == ERROR_NONE)
		code = write_other(p, buf_view(&after), &st, e);
	if (code == ERROR_NONE)
		code = put_in_place(
		    p, buf_view(&before), buf_view(&after), again_out, e);
	buf_clear(&before);
	buf_clear(&after);
	return code;
}

enum error_code
edit_file(const char *path, bool check_owner, edit_fn *fn, struct view address,
    struct error *e)
{
	struct place p;
	enum error_code code = place_open(path, check_owner, &p, e);
	bool again = true;

	for (int i = 0; code == ERROR_NONE && again && i < TRIES; i++)
		code = change_once(&p, fn, address, &again, e);
	if (code == ERROR_NONE && again)
		code = error_set(e, ERROR_LATER,
		    "%s: somebody else changes it all the time", path);
	place_close(&p);
	return code;
}
