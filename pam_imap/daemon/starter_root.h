/* SPDX-License-Identifier: ISC */
/* The inside of the starter's process, and how it is asked. */
#ifndef PAM_IMAP_DAEMON_STARTER_ROOT_H
#define PAM_IMAP_DAEMON_STARTER_ROOT_H

#include <sys/types.h>

/*
 * A request is an empty frame with the worker's socket beside it, the answer a
 * frame with one number: 0, or the errno of what failed.
 */
enum starter_root_frame { STARTER_ROOT_START = 1, STARTER_ROOT_ANSWER };

#define STARTER_ROOT_SIZE 64
/* How long starting a process may take. */
#define STARTER_ROOT_MS 5000

struct starter_root {
	const char *program;
	uid_t uid; /* the worker's */
	gid_t gid;
	int fd; /* where requests come from */
};

/* Serves requests until fd ends; in a child of its own. */
_Noreturn void starter_root_run(const struct starter_root *r);

#endif
