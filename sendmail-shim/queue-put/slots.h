/* SPDX-License-Identifier: ISC */
/* How many messages of one user come in by the socket at a time. */
#ifndef QUEUE_PUT_SLOTS_H
#define QUEUE_PUT_SLOTS_H

#include <sys/types.h>

#include "base/error.h"

/*
 * Takes one of the user's LIMIT_SUBMIT_SLOTS: a lock on a byte of the file at
 * path, which only this program can open; *fd_out holds it until it is closed.
 * ERROR_LATER when all are taken, ERROR_SYSTEM.
 */
enum error_code slots_take(
    const char *path, uid_t uid, int *fd_out, struct error *e);

#endif
