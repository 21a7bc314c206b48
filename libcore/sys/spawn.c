/* SPDX-License-Identifier: ISC */
/* Starting our own programs with nothing inherited. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/io.h"
#include "sys/spawn.h"

/* Between two looks at a child where there is no pidfd. */
#define WAIT_STEP_MS 5

#define STANDARD_FDS 3
#define MAX_FDS (STANDARD_FDS + SPAWN_MORE)

/* A copy of fd out of the way, so that all can be laid out in any order. */
static int
lift(int fd)
{
	int copy;

	if (fd >= 0)
		return fcntl(fd, F_DUPFD_CLOEXEC, MAX_FDS);
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	copy = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, MAX_FDS) : -1;
	io_close(&fd);
	return copy;
}

/* What becomes of the child's descriptors; an errno, or 0. */
static int
lay_out_fds(posix_spawn_file_actions_t *actions, const int *lifted, int n)
{
	int reason = 0;

	for (int i = 0; reason == 0 && i < n; i++)
		reason = lifted[i] < 0
		    ? EMFILE
		    : posix_spawn_file_actions_adddup2(actions, lifted[i], i);
	return reason != 0
	    ? reason
	    : posix_spawn_file_actions_addclosefrom_np(actions, n);
}

/* Default dispositions, no mask, and a session if asked; an errno, or 0. */
static int
set_attributes(posix_spawnattr_t *attributes, bool new_session)
{
	short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	if (new_session)
		flags |= POSIX_SPAWN_SETSID;
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setsigmask(attributes, &none);
	return posix_spawnattr_setflags(attributes, flags);
}

/* posix_spawn() with all that; an errno, or 0. */
static int
start(const struct spawn *s, const int *lifted, int n, pid_t *pid_out)
{
	static char *const environment[] = {NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int reason = posix_spawn_file_actions_init(&actions);

	if (reason != 0)
		return reason;
	reason = posix_spawnattr_init(&attributes);
	if (reason == 0) {
		reason = lay_out_fds(&actions, lifted, n);
		if (reason == 0)
			reason = set_attributes(&attributes, s->new_session);
		if (reason == 0)
			reason = posix_spawn(pid_out, s->path, &actions,
			    &attributes, (char *const *)s->argv, environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return reason;
}

pid_t
spawn_start(const struct spawn *s, struct error *e)
{
	int lifted[MAX_FDS] = {-1, -1, -1}, reason;
	int n = STANDARD_FDS + (int)s->n_more;
	pid_t pid = -1;

	if (s->n_more > SPAWN_MORE) {
		error_set(e, ERROR_BUG, "%s: too many descriptors", s->path);
		return -1;
	}
	for (int i = 0; i < n; i++)
		lifted[i] = lift(
		    i < STANDARD_FDS ? s->fds[i] : s->more[i - STANDARD_FDS]);
	reason = start(s, lifted, n, &pid);
	for (int i = 0; i < n; i++)
		io_close(&lifted[i]);
	if (reason == 0)
		return pid;
	errno = reason;
	error_set_errno(e, ERROR_SYSTEM, "%s", s->path);
	return -1;
}

/*
 * Waits until pid can be reaped, with a pidfd, which needs no SIGCHLD; where
 * the kernel or a filter has none, by asking again and again.
 */
static void
wait_for_end(pid_t pid, struct deadline d)
{
	siginfo_t info = {0};
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd >= 0) {
		io_wait(fd, POLLIN, d);
		close(fd);
		return;
	}
	while (
	    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	    info.si_pid == 0 && !deadline_passed(d))
		poll(NULL, 0, WAIT_STEP_MS);
}

int
spawn_wait(pid_t pid, struct deadline d)
{
	int status;
	pid_t reaped;

	wait_for_end(pid, d);
	reaped = waitpid(pid, &status, WNOHANG);
	if (reaped == pid)
		return status;
	if (reaped == 0) {
		kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	return -1;
}

bool
spawn_pipe(int fds[2])
{
	return pipe2(fds, O_CLOEXEC) == 0;
}

bool
spawn_socketpair(int fds[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0;
}
