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

/* A copy of fd above 2, so that 0 to 2 can be laid out in any order. */
static int
lift(int fd)
{
	if (fd >= 0)
		return fcntl(fd, F_DUPFD_CLOEXEC, 3);
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd >= 0 && fd < 3) {
		int low = fd;

		fd = fcntl(low, F_DUPFD_CLOEXEC, 3);
		close(low);
	}
	return fd;
}

/* What becomes of the child's descriptors; an errno, or 0. */
static int
lay_out_fds(posix_spawn_file_actions_t *actions, const int lifted[3])
{
	int reason = 0;

	for (int i = 0; reason == 0 && i < 3; i++)
		reason = lifted[i] < 0
		    ? EMFILE
		    : posix_spawn_file_actions_adddup2(actions, lifted[i], i);
	return reason != 0
	    ? reason
	    : posix_spawn_file_actions_addclosefrom_np(actions, 3);
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
start(const struct spawn *s, const int lifted[3], pid_t *pid_out)
{
	static char *const environment[] = {NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int reason = posix_spawn_file_actions_init(&actions);

	if (reason != 0)
		return reason;
	reason = posix_spawnattr_init(&attributes);
	if (reason == 0) {
		reason = lay_out_fds(&actions, lifted);
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
	int lifted[3], reason;
	pid_t pid = -1;

	for (int i = 0; i < 3; i++)
		lifted[i] = lift(s->fds[i]);
	reason = start(s, lifted, &pid);
	for (int i = 0; i < 3; i++)
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
