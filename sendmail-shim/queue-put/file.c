/* SPDX-License-Identifier: ISC */
/* Writing a spool file so that a crash leaves a whole one or none. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "sendmail-shim/queue-put/file.h"
#include "sys/deadline.h"
#include "sys/file.h"
#include "sys/io.h"

static enum error_code
failed(struct error *e, const char *spool, enum spool_dir d)
{
	return error_set_errno(
	    e, ERROR_SYSTEM, "%s/%s", spool, spool_dir_name(d));
}

enum error_code
put_file_open(const char *spool, uid_t uid, bool named, struct put_file *f,
    struct error *e)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

	*f = (struct put_file){.tmp_dir = -1, .new_dir = -1, .fd = -1};
	f->tmp_dir = spool_open_dir(spool, SPOOL_DROP_TMP);
	if (f->tmp_dir < 0)
		return failed(e, spool, SPOOL_DROP_TMP);
	f->new_dir = spool_open_dir(spool, SPOOL_DROP_NEW);
	if (f->new_dir < 0) {
		failed(e, spool, SPOOL_DROP_NEW);
		io_close(&f->tmp_dir);
		return ERROR_SYSTEM;
	}
	if (named ? spool_new_name_of(uid, f->name) : spool_new_name(f->name))
		f->fd = openat(f->tmp_dir, f->name, flags, 0640);
	if (f->fd >= 0)
		return ERROR_NONE;
	failed(e, spool, SPOOL_DROP_TMP);
	io_close(&f->tmp_dir);
	io_close(&f->new_dir);
	return ERROR_SYSTEM;
}

enum error_code
put_file_add(struct put_file *f, struct view v, struct error *e)
{
	if (!io_write_all(f->fd, v, deadline_never()))
		return error_set_errno(e, ERROR_SYSTEM, "writing the message");
	return ERROR_NONE;
}

static bool
overwrite(int fd, size_t offset, struct view v)
{
	while (v.n > 0) {
		ssize_t n = pwrite(fd, v.p, v.n, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		offset += (size_t)n;
		v = view_from(v, (size_t)n);
	}
	return true;
}

/* Whether the file, whose name a crash may take away, is nobody's yet and gone
 * now.  One that the runner has is in its care: it syncs where it moves it. */
static bool
withdraw(struct put_file *f)
{
	int why = errno;
	bool taken = unlinkat(f->new_dir, f->name, 0) != 0 && errno == ENOENT;

	errno = why;
	return !taken;
}

enum error_code
put_file_commit(
    struct put_file *f, size_t offset, struct view v, struct error *e)
{
	if (!overwrite(f->fd, offset, v) || fsync(f->fd) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "writing the message");
	if (!file_move(f->tmp_dir, f->name, f->new_dir, f->name))
		return error_set_errno(
		    e, ERROR_SYSTEM, "moving the message into the queue");
	io_close(&f->fd);
	if (fsync(f->new_dir) != 0 && withdraw(f))
		return error_set_errno(
		    e, ERROR_SYSTEM, "syncing the queue's directory");
	return ERROR_NONE;
}

void
put_file_close(struct put_file *f)
{
	if (f->fd >= 0)
		unlinkat(f->tmp_dir, f->name, 0);
	io_close(&f->fd);
	io_close(&f->tmp_dir);
	io_close(&f->new_dir);
}
