/* SPDX-License-Identifier: ISC */
/* Making a daemon's socket, while there is still the privilege for it. */
#ifndef SYS_LISTENER_H
#define SYS_LISTENER_H

#include "base/error.h"

/*
 * The listening socket: the one a socket unit passed (LISTEN_FDS), or a new
 * one at path, mode 0666, below dir, which is made when it is missing.
 * *lock_out is kept open as long as the socket is used: it holds the right to
 * the name.  ERROR_EXISTS when another process has it, or listens there, as a
 * socket unit does.
 */
enum error_code listener_open(const char *dir, const char *path, int *fd_out,
    int *lock_out, struct error *e);

#endif
