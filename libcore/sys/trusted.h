/* SPDX-License-Identifier: ISC */
/* Files that nobody but root can have put where they are. */
#ifndef SYS_TRUSTED_H
#define SYS_TRUSTED_H

#include <sys/types.h>

#include "base/error.h"

/*
 * Opens the regular file at an absolute path for reading.  The file and every
 * directory on the way must be root's and writable for root only; none may be
 * a symbolic link, and no part of the path "." or "..".  A descriptor
 * (O_CLOEXEC, the caller's), or -1 with e set: ERROR_NOTFOUND when there is
 * none, ERROR_SETTINGS with the cure when somebody else could have changed
 * it, ERROR_SYSTEM.  The texts name the path that is at fault.
 */
int trusted_open(const char *path, struct error *e);

/* The same below a directory that is trusted already; path is relative, and
 * what belongs to owner is as good as root's. */
int trusted_open_below(
    int dir_fd, const char *path, uid_t owner, struct error *e);

#endif
