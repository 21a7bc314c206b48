/* SPDX-License-Identifier: ISC */
/* Work in a forked child. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pam_imap/daemon/job.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* A pipe takes it whole or not at all. */
_Static_assert(sizeof(struct error) <= 4096, "more than PIPE_BUF");

/* In the child: does it and tells.  Nothing else of the loop's stays open. */
static _Noreturn void
run(job_fn *fn, const void *arg, int to)
{
	struct error e;

	error_clear(&e);
	if (to != 3 && dup3(to, 3, O_CLOEXEC) != 3)
		_exit(EXIT_FAILURE);
	syscall(SYS_close_range, 4U, ~0U, 0U);
	alarm(JOB_S);
	e.code = fn(arg, &e);
	if (write(3, &e, sizeof(e)) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_SUCCESS);
}

int
job_start(job_fn *fn, const void *arg, struct error *e)
{
	int ends[2];
	pid_t pid;

	if (!spawn_pipe(ends) || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
		error_set_errno(e, ERROR_SYSTEM, "a pipe");
		return -1;
	}
	pid = fork();
	if (pid == 0)
		run(fn, arg, ends[1]);
	if (pid < 0) {
		error_set_errno(e, ERROR_SYSTEM, "fork");
		io_close(&ends[0]);
	}
	io_close(&ends[1]);
	return ends[0];
}

enum error_code
job_result(int *fd, struct error *e)
{
	ssize_t n = read(*fd, e, sizeof(*e));

	io_close(fd);
	if (n != (ssize_t)sizeof(*e) || e->code >= ERROR_CODES)
		return error_set(
		    e, ERROR_SYSTEM, "its process ended without a result");
	e->text[sizeof(e->text) - 1] = '\0';
	return e->code;
}
