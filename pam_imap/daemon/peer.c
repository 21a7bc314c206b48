/* SPDX-License-Identifier: ISC */
/* Who asks, by SO_PEERCRED, and about whom. */
#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "pam_imap/daemon/peer.h"
#include "users/account.h"
#include "users/files.h"

bool
peer_of(int fd, uid_t *uid_out)
{
	struct ucred who;
	socklen_t size = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
		return false;
	*uid_out = who.uid;
	return true;
}

/* Whether PAM can have such a service: it is a file's name. */
static bool
is_service(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	return name[strspn(name, good)] == '\0';
}

/* Whether a local name is that user's. */
static bool
is_name_of(uid_t uid, const char *etc_dir, const char *name)
{
	struct error e;
	uid_t own;

	return files_find_user(etc_dir, view_of(name), &own, &e) ==
	    ERROR_NONE &&
	    own == uid;
}

enum error_code
peer_check(
    uid_t uid, const char *etc_dir, struct protocol_request *r, struct error *e)
{
	if (uid == 0)
		return ERROR_NONE;
	r->rhost[0] = r->tty[0] = '\0';
	r->debug = false;
	if (!is_service(r->service))
		view_copy(view_of("?"), r->service, sizeof(r->service));
	if (r->uid != uid ||
	    (!account_check_name(view_of(r->user)) &&
		!is_name_of(uid, etc_dir, r->user)))
		return error_set(e, ERROR_REFUSED,
		    "asked by user %u, who may only ask about itself",
		    (unsigned)uid);
	return ERROR_NONE;
}
