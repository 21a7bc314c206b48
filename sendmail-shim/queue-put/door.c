/* SPDX-License-Identifier: ISC */
/* What may come in. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/limits.h"
#include "sendmail-shim/queue-put/count.h"
#include "sendmail-shim/queue-put/door.h"
#include "sys/file.h"
#include "sys/io.h"

/* Bytes of a message between two looks at the disk. */
#define LOOK (1024UL * 1024)

void
door_init(struct door *d)
{
	*d = (struct door){.look_at = LOOK};
	limits_init(&d->limits);
}

void
door_clear(struct door *d)
{
	limits_clear(&d->limits);
}

/* Only who owns drop/ may have written what is believed. */
static bool
is_trusted(int drop, int fd)
{
	struct stat dir, file;

	return fstat(drop, &dir) == 0 && fstat(fd, &file) == 0 &&
	    S_ISREG(file.st_mode) && file.st_uid == dir.st_uid &&
	    (file.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* A file that is none of ours, or broken, leaves the built-in limits. */
static enum error_code
take_limits(struct door *d, int drop, int fd, struct error *e)
{
	enum error_code code;
	struct buf text;

	if (!is_trusted(drop, fd))
		return ERROR_NONE;
	buf_init(&text, LIMIT_LIMITS_FILE);
	code = file_read_fd(fd, "drop/" LIMITS_FILE, &text, e);
	if (code == ERROR_NONE)
		code = limits_parse(buf_view(&text), &d->limits, e);
	buf_clear(&text);
	return code == ERROR_INPUT || code == ERROR_LIMIT ? ERROR_NONE : code;
}

static enum error_code
read_limits(struct door *d, const struct put_file *f, struct error *e)
{
	const int flags =
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	enum error_code code = ERROR_NONE;
	int drop = openat(f->tmp_dir, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = drop >= 0 ? openat(drop, LIMITS_FILE, flags) : -1;

	if (fd >= 0)
		code = take_limits(d, drop, fd, e);
	else if (errno != ENOENT && errno != ELOOP && errno != ENXIO &&
	    errno != EACCES)
		code = error_set_errno(e, ERROR_SYSTEM, "drop/" LIMITS_FILE);
	io_close(&fd);
	io_close(&drop);
	return code;
}

static enum error_code
check_disk(const struct door *d, const struct put_file *f, struct error *e)
{
	struct statvfs st;

	if (fstatvfs(f->tmp_dir, &st) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "the spool");
	return limits_check_free(
	    &d->limits, (uint64_t)st.f_bavail * st.f_frsize, e);
}

/* What the runner knows of, and what it has not taken in yet. */
static enum error_code
check_use(struct door *d, const struct put_file *f, struct error *e)
{
	const uid_t uid = d->waiting.uid;

	d->waiting = limits_find(&d->limits, uid);
	if (uid == 0 || (d->limits.messages == 0 && d->limits.bytes == 0))
		return ERROR_NONE;
	if (!count_files(f->tmp_dir, &d->waiting) ||
	    !count_files(f->new_dir, &d->waiting))
		return error_set_errno(e, ERROR_SYSTEM, "counting in drop");
	return limits_check_use(&d->limits, &d->waiting, e);
}

enum error_code
door_open(struct door *d, const struct limits_caller *who,
    const struct put_file *f, struct error *e)
{
	enum error_code code = read_limits(d, f, e);

	d->waiting.uid = who->uid;
	if (code == ERROR_NONE)
		code = limits_check_caller(&d->limits, who, e);
	if (code == ERROR_NONE)
		code = check_disk(d, f, e);
	if (code == ERROR_NONE)
		code = check_use(d, f, e);
	return code;
}

enum error_code
door_check(
    struct door *d, const struct put_file *f, uint64_t size, struct error *e)
{
	struct limits_use use = d->waiting;
	enum error_code code = limits_check_size(&d->limits, size, e);

	use.bytes += size;
	if (code == ERROR_NONE)
		code = limits_check_use(&d->limits, &use, e);
	if (code != ERROR_NONE || size < d->look_at)
		return code;
	d->look_at = size + LOOK;
	return check_disk(d, f, e);
}

enum error_code
door_close(struct door *d, const struct put_file *f, struct error *e)
{
	enum error_code code;

	limits_clear(&d->limits);
	code = read_limits(d, f, e);
	if (code == ERROR_NONE)
		code = check_disk(d, f, e);
	return code == ERROR_NONE ? check_use(d, f, e) : code;
}
