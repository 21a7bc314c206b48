/* SPDX-License-Identifier: ISC */
/* Starting imap-check. */
#include "config.h"

#include <stddef.h>

#include "flow/worker.h"
#include "sys/spawn.h"

pid_t
worker_start(const char *program, int stdin_fd, int stdout_fd, struct error *e)
{
	const char *const argv[] = {"imap-check", NULL};
	const struct spawn s = {
	    .path = program,
	    .argv = argv,
	    .fds = {stdin_fd, stdout_fd, -1},
	};

	return spawn_start(&s, e);
}
