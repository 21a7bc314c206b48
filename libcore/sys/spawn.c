/* SPDX-License-Identifier: ISC */
/* Starting our own programs with nothing inherited. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/io.h"
#include "sys/spawn.h"

/* A copy of fd above 2, so that 0 to 2 can be laid out in any order. */
static int
lift(int fd)
{
	if (fd >= 0)
		return fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

static bool
lay_out_fds(const int fds[3], int report)
{
	int copies[3];

	for (int i = 0; i < 3; i++) {
		copies[i] = lift(fds[i]);
		if (copies[i] >= 0 && copies[i] < 3)
			copies[i] = fcntl(copies[i], F_DUPFD_CLOEXEC, 3);
		if (copies[i] < 0)
			return false;
	}
	for (int i = 0; i < 3; i++)
		if (dup2(copies[i], i) < 0)
			return false;
	return dup2(report, 3) == 3 && fcntl(3, F_SETFD, FD_CLOEXEC) == 0 &&
	    syscall(SYS_close_range, 4U, ~0U, 0U) == 0;
}

static void
reset_signals(void)
{
	struct sigaction sa = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		sigaction(sig, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: becomes the program, or writes errno to report and ends. */
static _Noreturn void
become(const struct spawn *s, int report)
{
	static char *const environment[] = {NULL};
	int reason;

	report = fcntl(report, F_DUPFD_CLOEXEC, 16);
	reset_signals();
	if (report >= 0 && (!s->new_session || setsid() >= 0) &&
	    lay_out_fds(s->fds, report)) {
		report = 3;
		execve(s->path, (char *const *)s->argv, environment);
	}
	reason = errno;
	if (write(report, &reason, sizeof(reason)) < 0)
		_exit(126);
	_exit(127);
}

pid_t
spawn_start(const struct spawn *s, struct error *e)
{
	int report[2], reason = 0;
	ssize_t n;
	pid_t pid;

	if (!spawn_pipe(report)) {
		error_set_errno(e, ERROR_SYSTEM, "%s", s->path);
		return -1;
	}
	pid = fork();
	if (pid == 0)
		become(s, report[1]);
	if (pid < 0)
		reason = errno;
	io_close(&report[1]);
	do
		n = read(report[0], &reason, sizeof(reason));
	while (n < 0 && errno == EINTR);
	io_close(&report[0]);
	if (pid > 0 && n <= 0)
		return pid;
	if (pid > 0)
		spawn_wait(pid, deadline_in(1000));
	errno = reason;
	error_set_errno(e, ERROR_SYSTEM, "%s", s->path);
	return -1;
}

/* Waits with a pidfd, which needs no SIGCHLD; true when it has ended. */
static bool
wait_for_end(pid_t pid, struct deadline d)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	bool ended;

	if (fd < 0)
		return errno == ESRCH;
	ended = io_wait(fd, POLLIN, d) == 1;
	close(fd);
	return ended;
}

int
spawn_wait(pid_t pid, struct deadline d)
{
	int status;
	bool ended = wait_for_end(pid, d);
	pid_t reaped;

	if (!ended)
		kill(pid, SIGKILL);
	do
		reaped = waitpid(pid, &status, 0);
	while (reaped < 0 && errno == EINTR);
	return ended && reaped == pid ? status : -1;
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
