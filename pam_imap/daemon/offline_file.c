/* SPDX-License-Identifier: ISC */
/* Files of stored passwords, and who may have written them. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pam_imap/daemon/offline_file.h"
#include "sys/file.h"
#include "sys/io.h"
#include "users/account.h"

/* No address starts with a dot. */
#define LOCK_NAME ".lock"
#define FILE_MODE 0600
#define MODE_BITS 07777
/* A machine id's file: the id and a line end, or a word instead. */
#define MACHINE_FILE 64

static enum error_code
read_machine(const char *path, char out[OFFLINE_MACHINE + 1], struct error *e)
{
	struct buf b;
	struct view id;
	enum error_code code;

	buf_init(&b, MACHINE_FILE);
	code = file_read(path, &b, e);
	id = view_before(buf_view(&b), view_find(buf_view(&b), '\n'));
	if (code == ERROR_NONE && offline_text_check_machine(id))
		view_copy(id, out, OFFLINE_MACHINE + 1);
	else
		code = error_set(e, ERROR_SETTINGS,
		    "%s: no machine id to bind passwords to "
		    "(systemd-machine-id-setup makes one)",
		    path);
	buf_clear(&b);
	return code;
}

static enum error_code
check_dir(int fd, const char *path, struct error *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", path);
	if (st.st_uid != geteuid() || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return error_set(e, ERROR_SETTINGS,
		    "%s: not user %u's alone (chown, chmod 0700)", path,
		    (unsigned)geteuid());
	return ERROR_NONE;
}

enum error_code
offline_dir_open(const struct offline_places *places, struct offline_dir *out,
    struct error *e)
{
	enum error_code code;

	out->path = places->dir;
	out->fd =
	    open(places->dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (out->fd < 0)
		return error_set_errno(e,
		    errno == ENOENT ? ERROR_NOTFOUND : ERROR_SYSTEM, "%s",
		    places->dir);
	code = check_dir(out->fd, places->dir, e);
	out->machine[0] = '\0';
	if (code == ERROR_NONE && places->machine_id != NULL)
		code = read_machine(places->machine_id, out->machine, e);
	if (code != ERROR_NONE)
		io_close(&out->fd);
	return code;
}

void
offline_dir_close(struct offline_dir *d)
{
	io_close(&d->fd);
}

int
offline_dir_lock(const struct offline_dir *d, struct error *e)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = openat(d->fd, LOCK_NAME,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, FILE_MODE);
	int n = -1;

	while (fd >= 0 && n != 0) {
		n = fcntl(fd, F_OFD_SETLKW, &whole);
		if (n != 0 && errno != EINTR)
			io_close(&fd);
	}
	if (fd < 0)
		error_set_errno(e, ERROR_SYSTEM, "%s/%s", d->path, LOCK_NAME);
	return fd;
}

/* Whether only we can have written it, and only here. */
static enum error_code
check_file(int fd, const char *name, struct error *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", name);
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & MODE_BITS) != FILE_MODE || st.st_nlink != 1)
		return error_set(e, ERROR_NOTFOUND,
		    "%s: not a file that we wrote (remove it)", name);
	return ERROR_NONE;
}

static enum error_code
parse(const struct offline_dir *d, const char *address, struct view text,
    struct offline_record *out, struct error *e)
{
	enum error_code code =
	    offline_text_parse(text, view_of(d->machine), out, e);

	if (code == ERROR_INPUT)
		e->code = ERROR_NOTFOUND;
	if (code != ERROR_NONE)
		return error_prefix(e, "%s", address);
	if (strcmp(out->address, address) != 0)
		return error_set(
		    e, ERROR_NOTFOUND, "%s: it is %s's", address, out->address);
	return ERROR_NONE;
}

/* No file, a symbolic link, a socket, another's file: nothing of ours. */
static bool
is_unusable(int why)
{
	return why == ENOENT || why == ELOOP || why == ENXIO || why == EACCES;
}

enum error_code
offline_file_load(const struct offline_dir *d, const char *address,
    struct offline_record *out, struct error *e)
{
	struct buf b;
	enum error_code code;
	int fd;

	if (!account_check_name(view_of(address)))
		return error_set(e, ERROR_NOTFOUND, "not an address");
	fd = openat(d->fd, address,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return error_set_errno(e,
		    is_unusable(errno) ? ERROR_NOTFOUND : ERROR_SYSTEM, "%s",
		    address);
	buf_init_wiping(&b, OFFLINE_TEXT_SIZE);
	code = check_file(fd, address, e);
	if (code == ERROR_NONE)
		code = file_read_fd(fd, address, &b, e);
	if (code == ERROR_LIMIT)
		code = e->code = ERROR_NOTFOUND;
	if (code == ERROR_NONE)
		code = parse(d, address, buf_view(&b), out, e);
	buf_clear(&b);
	io_close(&fd);
	return code;
}

enum error_code
offline_file_save(const struct offline_dir *d, const struct offline_record *r,
    struct error *e)
{
	struct buf b;
	enum error_code code;

	if (!account_check_name(view_of(r->address)))
		return error_set(e, ERROR_BUG, "not an address");
	buf_init_wiping(&b, OFFLINE_TEXT_SIZE);
	code = offline_text_put(&b, r, view_of(d->machine))
	    ? file_replace(d->fd, r->address, buf_view(&b), FILE_MODE, e)
	    : error_set(e, ERROR_MEMORY, "no memory");
	buf_clear(&b);
	return code;
}

enum error_code
offline_file_remove(
    const struct offline_dir *d, const char *address, struct error *e)
{
	if (!account_check_name(view_of(address)))
		return error_set(e, ERROR_NOTFOUND, "not an address");
	if (unlinkat(d->fd, address, 0) != 0)
		return error_set_errno(e,
		    errno == ENOENT ? ERROR_NOTFOUND : ERROR_SYSTEM, "%s",
		    address);
	if (fsync(d->fd) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", d->path);
	return ERROR_NONE;
}
