/* SPDX-License-Identifier: ISC */
/* Reading and writing whole pieces on file descriptors, with a deadline. */
#ifndef SYS_IO_H
#define SYS_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/view.h"
#include "sys/deadline.h"

/*
 * Waits until fd has one of events (poll's), an error or a hang-up.  1 when
 * so, 0 when the deadline came first, -1 with errno set.
 */
int io_wait(int fd, short events, struct deadline d);

/*
 * Writes all of v; false with errno set (ETIMEDOUT after the deadline).  The
 * fd may be blocking; no SIGPIPE is raised on sockets.
 */
bool io_write_all(int fd, struct view v, struct deadline d);

/*
 * Reads what is there, at most size bytes, waiting for the first of them.
 * Their number, 0 at the end of file, -1 with errno set.
 */
ssize_t io_read_some(int fd, void *p, size_t size, struct deadline d);

/* Opens /dev/null on those of fds 0 to 2 that are closed; false on failure. */
bool io_open_standard_fds(void);

/* Closes *fd unless it is -1, and makes it -1. errno is left alone. */
void io_close(int *fd);

#endif
