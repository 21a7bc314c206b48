/* SPDX-License-Identifier: ISC */
/* Whether the daemons listen, and whether those are ours. */
#include "config.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "admin/check.h"
#include "base/names.h"

static const struct daemon {
	const char *socket;
	const char *user;
	enum report_level level; /* when nobody listens, */
	const char *without;     /* and what holds then */
} daemons[] = {
    {NAMES_LOGIN_SOCKET, NAMES_LOGIN_USER, REPORT_OK,
	"nobody listens; root's programs start postern-login --once"},
    {NAMES_QUEUE_SOCKET, NAMES_QUEUE_USER, REPORT_WARNING,
	"nobody listens; mail is kept until postern-queue runs (start it)"},
};

/* Connects; the listener's uid, or -1 with errno set. */
static long
listener(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct ucred peer;
	socklen_t size = sizeof(peer);
	long uid = -1;
	int saved, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) ==
		0 &&
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
		uid = (long)peer.uid;
	saved = errno;
	close(fd);
	errno = saved;
	return uid;
}

static void
check_daemon(struct report *r, const struct daemon *d)
{
	const struct passwd *pw = getpwnam(d->user);
	long uid = listener(d->socket);

	if (uid < 0 && (errno == ENOENT || errno == ECONNREFUSED))
		report_line(
		    r, d->level, "sockets", "%s: %s", d->socket, d->without);
	else if (uid < 0)
		report_line(r, REPORT_ERROR, "sockets", "%s: %s", d->socket,
		    strerror(errno));
	else if (uid != 0 && (pw == NULL || uid != (long)pw->pw_uid))
		report_line(r, REPORT_ERROR, "sockets",
		    "%s: listener has uid %ld, not that of %s (stop it; is it "
		    "an attack?)",
		    d->socket, uid, d->user);
	else
		report_line(r, REPORT_OK, "sockets", "%s: answered", d->socket);
}

void
check_sockets(struct report *r)
{
	for (size_t i = 0; i < sizeof(daemons) / sizeof(daemons[0]); i++)
		check_daemon(r, &daemons[i]);
}
