/* SPDX-License-Identifier: ISC */
/* What the user behind a socket may ask: the one place that decides it. */
#ifndef PAM_IMAP_DAEMON_PEER_H
#define PAM_IMAP_DAEMON_PEER_H

#include <sys/types.h>

#include "base/error.h"
#include "pam_imap/protocol.h"

/*
 * Root may ask about anyone.  Anybody else may ask about themselves: the
 * request's number must be theirs, and a name without '@' that of their line
 * in etc_dir/passwd (whether an address has the number is judge.h's); and of
 * what they say, rhost, tty and debug are forgotten, and a service that is no
 * file's name.  ERROR_REFUSED.
 */
enum error_code peer_check(uid_t uid, const char *etc_dir,
    struct protocol_request *r, struct error *e);

/* The user at the other end; false with errno set. */
bool peer_of(int fd, uid_t *uid_out);

#endif
