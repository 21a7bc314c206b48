/* SPDX-License-Identifier: ISC */
/* Whole files: reading, checking, replacing durably. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "sys/deadline.h"
#include "sys/file.h"
#include "sys/io.h"

#define READ_STEP 65536

/* How much to ask for: a file that says its size is read at once. */
static size_t
next_step(const struct stat *st, const struct buf *b)
{
	size_t left = b->max - b->n;
	size_t step = READ_STEP;

	if (st->st_size > 0 && (size_t)st->st_size >= b->n)
		step = (size_t)st->st_size - b->n + 1;
	return step < left ? step : left;
}

enum error_code
file_read_fd(int fd, const char *name, struct buf *b, struct error *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", name);
	if (!S_ISREG(st.st_mode))
		return error_set(
		    e, ERROR_SYSTEM, "%s: not a regular file", name);
	for (;;) {
		size_t want = next_step(&st, b);
		char *room = buf_room(b, want);
		char surplus;
		ssize_t n;

		if (room == NULL)
			return error_set(
			    e, ERROR_MEMORY, "%s: no memory", name);
		n = want != 0 ? read(fd, room, want) : read(fd, &surplus, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set_errno(e, ERROR_SYSTEM, "%s", name);
		if (n == 0)
			return ERROR_NONE;
		if (want == 0)
			return error_set(e, ERROR_LIMIT,
			    "%s: larger than %zu bytes", name, b->max);
		buf_added(b, (size_t)n);
		if ((size_t)n < want && b->n == (size_t)st.st_size)
			return ERROR_NONE;
	}
}

static int
open_for_reading(const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		error_set_errno(e,
		    errno == ENOENT ? ERROR_NOTFOUND : ERROR_SYSTEM, "%s",
		    path);
	return fd;
}

enum error_code
file_read(const char *path, struct buf *b, struct error *e)
{
	enum error_code code;
	int fd = open_for_reading(path, e);

	if (fd < 0)
		return e->code;
	code = file_read_fd(fd, path, b, e);
	close(fd);
	return code;
}

int
file_open_trusted(const char *path, struct stat *st, struct error *e)
{
	int fd = open_for_reading(path, e);

	if (fd < 0)
		return -1;
	if (fstat(fd, st) != 0) {
		error_set_errno(e, ERROR_SYSTEM, "%s", path);
	} else if (!S_ISREG(st->st_mode)) {
		error_set(e, ERROR_SETTINGS, "%s: not a regular file", path);
	} else if (st->st_uid != 0 ||
	    (st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		error_set(e, ERROR_SETTINGS,
		    "%s: others than root can write it (chown root, "
		    "chmod go-w)",
		    path);
	} else {
		return fd;
	}
	close(fd);
	return -1;
}

/* Whether a secret file's owner and mode keep it from others. */
static enum error_code
check_secret_mode(const char *path, const struct stat *st, struct error *e)
{
	mode_t open_to = st->st_mode & (S_IRWXG | S_IRWXO);

	if (!S_ISREG(st->st_mode))
		return error_set(
		    e, ERROR_SETTINGS, "%s: not a regular file", path);
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return error_set(e, ERROR_SETTINGS,
		    "%s: it belongs to user %u (chown root)", path,
		    (unsigned)st->st_uid);
	if (open_to != 0 && (open_to != S_IRGRP || st->st_uid != 0))
		return error_set(e, ERROR_SETTINGS,
		    "%s: mode %04o lets others at the secret (chmod 0640, or "
		    "0400 for its user)",
		    path, (unsigned)(st->st_mode & 07777));
	return ERROR_NONE;
}

static enum error_code
first_line(
    const char *path, struct view text, struct secret *out, struct error *e)
{
	text = view_before(text, view_find(text, '\n'));
	if (text.n > 0 && text.p[text.n - 1] == '\r')
		text.n--;
	if (text.n == 0)
		return error_set(e, ERROR_SETTINGS,
		    "%s: the first line is empty (write the secret there)",
		    path);
	if (!secret_set(out, text))
		return error_set(e, ERROR_SETTINGS,
		    "%s: the first line is longer than %d bytes", path,
		    LIMIT_SECRET);
	return ERROR_NONE;
}

enum error_code
file_read_secret(const char *path, struct secret *out, struct error *e)
{
	struct buf b;
	struct stat st;
	enum error_code code;
	int fd = open_for_reading(path, e);

	if (fd < 0) {
		if (e->code == ERROR_NOTFOUND)
			e->code = ERROR_SETTINGS;
		return e->code;
	}
	buf_init_wiping(&b, LIMIT_SECRET_FILE);
	if (fstat(fd, &st) != 0)
		code = error_set_errno(e, ERROR_SYSTEM, "%s", path);
	else
		code = check_secret_mode(path, &st, e);
	if (code == ERROR_NONE)
		code = file_read_fd(fd, path, &b, e);
	if (code == ERROR_NONE)
		code = first_line(path, buf_view(&b), out, e);
	buf_clear(&b);
	close(fd);
	return code;
}

/* Creates a file of a name nobody else uses, and tells the name. */
static int
create_temporary(int dir_fd, mode_t mode, char *name, size_t size)
{
	unsigned long long random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -1;
	snprintf(name, size, ".new-%016llx", random);
	return openat(dir_fd, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
}

static bool
write_and_sync(int fd, struct view content, mode_t mode)
{
	return fchmod(fd, mode) == 0 &&
	    io_write_all(fd, content, deadline_never()) && fsync(fd) == 0;
}

enum error_code
file_replace(int dir_fd, const char *name, struct view content, mode_t mode,
    struct error *e)
{
	char temporary[32];
	int fd = create_temporary(dir_fd, mode, temporary, sizeof(temporary));
	bool ok;

	if (fd < 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", name);
	ok = write_and_sync(fd, content, mode);
	io_close(&fd);
	if (ok && renameat(dir_fd, temporary, dir_fd, name) == 0) {
		if (fsync(dir_fd) == 0)
			return ERROR_NONE;
		return error_set_errno(e, ERROR_SYSTEM, "%s", name);
	}
	error_set_errno(e, ERROR_SYSTEM, "%s", name);
	unlinkat(dir_fd, temporary, 0);
	return ERROR_SYSTEM;
}

bool
file_move(int from_dir, const char *from, int to_dir, const char *to)
{
	return renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE) == 0;
}
