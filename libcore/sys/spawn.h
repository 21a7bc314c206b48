/* SPDX-License-Identifier: ISC */
/*
 * Starting our own programs.  A child gets an empty environment but for what
 * is named, fds 0 to 2 and up as given, no other descriptor, default signal
 * dispositions and no signal mask, whatever the parent did with its own.
 */
#ifndef SYS_SPAWN_H
#define SYS_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "sys/deadline.h"

struct spawn {
	const char *path;        /* absolute */
	const char *const *argv; /* NULL-terminated, argv[0] included */
	int fds[3];              /* what become 0, 1, 2; -1 is /dev/null */
	bool new_session;        /* setsid() */
	const int *more;         /* what become 3, 4, ...: open ones */
	unsigned n_more;         /* at most SPAWN_MORE */
};

#define SPAWN_MORE 4

/*
 * Starts it.  The pid, or -1 with e set (ERROR_SYSTEM; the text names the
 * path).  A program that cannot be executed is reported here, not by an exit
 * status.
 */
pid_t spawn_start(const struct spawn *s, struct error *e);

/*
 * Waits for pid until the deadline and then kills it.  Its wait status, or -1
 * when it had to be killed, or was reaped by somebody else (SIGCHLD ignored).
 */
int spawn_wait(pid_t pid, struct deadline d);

/* A pipe (or a pair of connected sockets) with O_CLOEXEC on both ends. */
bool spawn_pipe(int fds[2]);
bool spawn_socketpair(int fds[2]);

#endif
