/* SPDX-License-Identifier: ISC */
/* Starting the worker that speaks with the mail server. */
#ifndef FLOW_WORKER_H
#define FLOW_WORKER_H

#include <sys/types.h>

#include "base/error.h"

/*
 * Starts imap-check, or what stands at program, with the given descriptors as
 * its input and output: the conversation of flow/attempt.h.  Both stay the
 * caller's.  The worker gives up its own privileges: started by root it
 * becomes NAMES_CHECK_USER before it reads a byte.  Its pid, for
 * spawn_wait(), or -1 with e set (ERROR_SYSTEM; the text names the program).
 */
pid_t worker_start(
    const char *program, int stdin_fd, int stdout_fd, struct error *e);

#endif
