/* SPDX-License-Identifier: ISC */
/* Reaching the queue-put behind the socket, also where many others want to. */
#ifndef QUEUE_PUT_REACH_H
#define QUEUE_PUT_REACH_H

#include "queue/submit.h"

/*
 * Connects to the socket at path and waits until the other side speaks first:
 * *said_out, which points into b, is SUBMIT_READY or else why not.  A
 * connection that ends before that was one too many, since systemd closes those
 * beyond MaxConnections=: then it tries again, with pauses, for ms in all (0:
 * without an end).  Nothing is sent.  *fd_out is the caller's.  ERROR_NOTFOUND
 * when nobody listens, ERROR_LATER when the time is over, ERROR_PROTOCOL and
 * ERROR_SYSTEM; then nothing is open.
 */
enum error_code reach_open(const char *path, int ms, struct buf *b,
    struct frame *said_out, int *fd_out, struct error *e);

#endif
