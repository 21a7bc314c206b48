/* SPDX-License-Identifier: ISC */
/*
 * Work that would make the loop wait, in a child of its own: its result comes
 * over a pipe, in one piece.
 */
#ifndef PAM_IMAP_DAEMON_JOB_H
#define PAM_IMAP_DAEMON_JOB_H

#include "base/error.h"

/* Runs in the child, which has all of the caller's memory as it was, and of
 * its descriptors 0 to 2. */
typedef enum error_code job_fn(const void *arg, struct error *e);

/*
 * Starts it.  The pipe's end, non-blocking and the caller's, or -1 with e set.
 * The child is reaped by the kernel (SIGCHLD is ignored), keeps the signal mask
 * and ends by itself, within JOB_S seconds.
 */
int job_start(job_fn *fn, const void *arg, struct error *e);

#define JOB_S 30

/*
 * The result, when the pipe is readable: ERROR_SYSTEM also when the child
 * died without one.  Closes *fd.
 */
enum error_code job_result(int *fd, struct error *e);

#endif
