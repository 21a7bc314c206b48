/* SPDX-License-Identifier: ISC */
/* Connecting to postern-login's socket, and to nobody else's. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/names.h"
#include "pam_imap/reach.h"
#include "sys/io.h"
#include "users/files.h"
#include "users/resolve.h"

/* How long connect() may wait for room: the time that is left. */
static bool
set_patience(int fd, struct deadline d)
{
	int left = deadline_left(d);
	const struct timeval patience = {
	    .tv_sec = left / 1000, .tv_usec = left % 1000 * 1000};

	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
		   sizeof(patience)) == 0;
}

/*
 * connect() with a deadline: a socket that does not block would be told at
 * once that there is no room, with nothing to wait for.
 */
static enum error_code
connect_to(int fd, const char *path, struct deadline d, struct error *e)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	if (!view_copy(view_of(path), a.sun_path, sizeof(a.sun_path)))
		return error_set(e, ERROR_LIMIT, "%s: too long", path);
	while (!deadline_passed(d) && set_patience(fd, d)) {
		if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
			return ERROR_NONE;
		if (errno != EINTR && errno != EAGAIN)
			return error_set_errno(e, ERROR_NOTFOUND, "%s", path);
	}
	return error_set(
	    e, ERROR_LATER, "%s: too many are waiting already", path);
}

/* By the credentials that the kernel noted when the socket was listened on. */
static enum error_code
check_listener(int fd, const char *path, struct error *e)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	uid_t login;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", path);
	if (peer.uid == 0 ||
	    (files_find_user(resolve_places.etc_dir, view_of(NAMES_LOGIN_USER),
		 &login, e) == ERROR_NONE &&
		peer.uid == login))
		return ERROR_NONE;
	return error_set(e, ERROR_UNTRUSTED,
	    "%s: user %u listens there, who is neither root nor %s", path,
	    (unsigned)peer.uid, NAMES_LOGIN_USER);
}

enum error_code
reach_login(const char *path, struct deadline d, int *fd_out, struct error *e)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	enum error_code code;

	*fd_out = -1;
	if (fd < 0)
		return error_set_errno(e, ERROR_SYSTEM, "a socket");
	code = connect_to(fd, path, d, e);
	if (code == ERROR_NONE)
		code = check_listener(fd, path, e);
	if (code == ERROR_NONE)
		*fd_out = fd;
	else
		io_close(&fd);
	return code;
}
