/* SPDX-License-Identifier: ISC */
/* Being postern-login, for one piece of work or for good. */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/owner.h"
#include "base/names.h"
#include "sys/drop.h"
#include "sys/io.h"
#include "sys/spawn.h"

enum error_code
owner_become(struct error *e)
{
	if (geteuid() != 0)
		return error_set(e, ERROR_REFUSED, "it must be run as root");
	umask(022);
	return drop_to_user(NAMES_LOGIN_USER, e);
}

_Noreturn static void
run_child(owner_fn *fn, void *arg, size_t size, int fd)
{
	struct error e;
	bool sent;

	error_clear(&e);
	e.code = owner_become(&e);
	if (e.code == ERROR_NONE)
		e.code = fn(arg, &e);
	sent = io_write_all(fd, view_make(&e, sizeof(e)), deadline_never()) &&
	    io_write_all(fd, view_make(arg, size), deadline_never());
	_exit(sent ? 0 : 1);
}

static bool
read_all(int fd, void *p, size_t size)
{
	char *at = p;

	while (size > 0) {
		ssize_t n = io_read_some(fd, at, size, deadline_never());

		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

enum error_code
owner_run(owner_fn *fn, void *arg, size_t size, struct error *e)
{
	int fds[2];
	pid_t pid = -1;
	bool got = false;

	if (spawn_pipe(fds)) {
		pid = fork();
		if (pid == 0)
			run_child(fn, arg, size, fds[1]);
		close(fds[1]);
		got = pid > 0 && read_all(fds[0], e, sizeof(*e)) &&
		    read_all(fds[0], arg, size);
		close(fds[0]);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) != pid)
		;
	if (got)
		return e->code;
	return error_set(e, ERROR_SYSTEM,
	    "no process could be started as " NAMES_LOGIN_USER
	    " (is memory short?)");
}
