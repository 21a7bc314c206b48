/* SPDX-License-Identifier: ISC */
/* What PID 1 of a container has to do beside running the program in it. */
#ifndef POSTERN_QUEUE_INIT_H
#define POSTERN_QUEUE_INIT_H

/*
 * Returns -1 at once where this process is not PID 1, and in a child process
 * where it is: that one is to do the work.  PID 1 itself passes SIGTERM,
 * SIGINT and SIGHUP on, reaps every orphan, and returns the child's exit
 * status when it has ended (128 and the signal's number if one ended it), or
 * EX_OSERR when there can be no child.
 */
int init_run(void);

#endif
