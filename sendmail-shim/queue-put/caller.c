/* SPDX-License-Identifier: ISC */
/* Who hands the message in. */
#include "config.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/names.h"
#include "base/view.h"
#include "sendmail-shim/queue-put/caller.h"

/* What the kernel lets one process have (NGROUPS_MAX), and one before it. */
#define GROUPS_MAX 65536

static bool
is_unix_socket(int fd)
{
	socklen_t size = sizeof(int);
	int domain;

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
	    domain == AF_UNIX;
}

/* Whether this process is what the socket unit starts: nobody else can be
 * that user. */
static bool
is_behind_socket(int fd)
{
	const struct passwd *pw;

	if (!is_unix_socket(fd))
		return false;
	pw = getpwnam(NAMES_DROP_USER);
	return pw != NULL && pw->pw_uid != 0 && pw->pw_uid == getuid();
}

/* Fills groups behind the first: their number, or -1. */
static ssize_t
peer_groups(int fd, gid_t *groups)
{
	socklen_t size = GROUPS_MAX * sizeof(*groups);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups + 1, &size) != 0)
		return -1;
	return (ssize_t)(size / sizeof(*groups));
}

static bool
find_peer(int fd, struct caller *c, gid_t *groups)
{
	socklen_t size = sizeof(struct ucred);
	struct ucred peer;
	ssize_t n;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
	    (n = peer_groups(fd, groups)) < 0)
		return false;
	groups[0] = peer.gid;
	c->who.uid = peer.uid;
	c->who.n_groups = (size_t)n + 1;
	return true;
}

/* The real ids: the effective group is the one that opens the spool. */
static bool
find_starter(struct caller *c, gid_t *groups)
{
	int n = getgroups(GROUPS_MAX, groups + 1);

	if (n < 0)
		return false;
	groups[0] = getgid();
	c->who.uid = getuid();
	c->who.n_groups = (size_t)n + 1;
	return true;
}

static void
find_name(struct caller *c)
{
	const struct passwd *pw = getpwuid(c->who.uid);

	if (pw != NULL)
		view_copy(view_of(pw->pw_name), c->user, sizeof(c->user));
}

enum error_code
caller_find(int fd, struct caller *c, struct error *e)
{
	gid_t *groups = calloc(GROUPS_MAX + 1, sizeof(*groups));

	*c = (struct caller){.who = {.groups = groups}};
	if (groups == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	c->by_socket = is_behind_socket(fd);
	if (c->by_socket ? !find_peer(fd, c, groups)
			 : !find_starter(c, groups)) {
		error_set_errno(e, ERROR_SYSTEM, "asking who hands it in");
		caller_clear(c);
		return ERROR_SYSTEM;
	}
	find_name(c);
	return ERROR_NONE;
}

void
caller_clear(struct caller *c)
{
	free((void *)c->who.groups);
	*c = (struct caller){.by_socket = false};
}
