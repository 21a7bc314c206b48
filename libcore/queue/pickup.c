/* SPDX-License-Identifier: ISC */
/* Opening messages in the spool. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/pickup.h"

/* ELOOP is a symbolic link, ENXIO a socket; what queue-put makes is readable.
 */
static enum error_code
open_failed(struct error *e)
{
	enum error_code code = ERROR_SYSTEM;

	if (errno == ENOENT)
		code = ERROR_NOTFOUND;
	else if (errno == ELOOP || errno == ENXIO || errno == EACCES)
		code = ERROR_INPUT;
	return error_set_errno(e, code, "opening it");
}

static enum error_code
load(int fd, uid_t drop_uid, struct message *m, struct error *e)
{
	struct stat st;
	enum error_code code;

	if (fstat(fd, &st) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "looking at it");
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "not a regular file");
	if (st.st_nlink != 1)
		return error_set(e, ERROR_INPUT, "it has more than one name");
	code = message_load(fd, (uint64_t)st.st_size, m, e);
	if (code != ERROR_NONE)
		return code;
	if (st.st_uid == drop_uid)
		return ERROR_NONE;
	if (st.st_uid != m->uid)
		m->user[0] = '\0';
	m->uid = st.st_uid;
	return ERROR_NONE;
}

enum error_code
pickup_open(int dir_fd, const char *name, uid_t drop_uid, struct message *m,
    int *fd_out, struct error *e)
{
	enum error_code code;
	int fd = openat(dir_fd, name,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return open_failed(e);
	code = load(fd, drop_uid, m, e);
	if (code == ERROR_NONE)
		*fd_out = fd;
	else
		close(fd);
	return code;
}
