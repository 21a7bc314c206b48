/* SPDX-License-Identifier: ISC */
/* Opening a message that lies in the spool, and whose it is. */
#ifndef QUEUE_PICKUP_H
#define QUEUE_PICKUP_H

#include <sys/types.h>

#include "queue/message.h"

/*
 * Opens dir_fd/name and loads its envelope into m, which is initialised and
 * empty.  m->uid is who handed it in: the file's owner; what the envelope says
 * counts only where drop_uid owns the file (queue-put ran as that user and took
 * it from the kernel).  *fd_out is the caller's on success.  ERROR_NOTFOUND,
 * ERROR_INPUT when it is no message of ours (a link, a device, a name twice),
 * ERROR_MEMORY,
 * ERROR_SYSTEM; the text does not name the file.
 */
enum error_code pickup_open(int dir_fd, const char *name, uid_t drop_uid,
    struct message *m, int *fd_out, struct error *e);

#endif
