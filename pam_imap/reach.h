/* SPDX-License-Identifier: ISC */
/* Connecting to postern-login's socket. */
#ifndef PAM_IMAP_REACH_H
#define PAM_IMAP_REACH_H

#include "base/error.h"
#include "sys/deadline.h"

/*
 * Connects to the socket at path, if it is root or the system user
 * postern-login (of resolve_places' passwd) who listens there: a password must
 * not go to anybody else.  *fd_out is the caller's.  ERROR_NOTFOUND when nobody
 * listens or may be asked; ERROR_UNTRUSTED when somebody else does; ERROR_LATER
 * when there is no room before the deadline; ERROR_SYSTEM.
 */
enum error_code reach_login(
    const char *path, struct deadline d, int *fd_out, struct error *e);

#endif
