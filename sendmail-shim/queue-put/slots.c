/* SPDX-License-Identifier: ISC */
/* How many messages of one user come in by the socket at a time. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>

#include "base/limits.h"
#include "sendmail-shim/queue-put/slots.h"
#include "sys/io.h"

static bool
try_slot(int fd, off_t at)
{
	struct flock slot = {
	    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};

	return fcntl(fd, F_OFD_SETLK, &slot) == 0;
}

enum error_code
slots_take(const char *path, uid_t uid, int *fd_out, struct error *e)
{
	const off_t first = (off_t)uid * LIMIT_SUBMIT_SLOTS;
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);

	*fd_out = -1;
	if (fd < 0)
		return error_set_errno(
		    e, ERROR_SYSTEM, "%s (systemd-tmpfiles --create)", path);
	for (unsigned i = 0; i < LIMIT_SUBMIT_SLOTS; i++) {
		if (try_slot(fd, first + i)) {
			*fd_out = fd;
			return ERROR_NONE;
		}
		if (errno != EAGAIN && errno != EACCES)
			break;
	}
	if (errno != EAGAIN && errno != EACCES)
		error_set_errno(e, ERROR_SYSTEM, "%s", path);
	else
		error_set(e, ERROR_LATER,
		    "uid %u hands in %d messages already (try again later)",
		    (unsigned)uid, LIMIT_SUBMIT_SLOTS);
	io_close(&fd);
	return e->code;
}
