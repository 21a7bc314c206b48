/* SPDX-License-Identifier: ISC */
/* Starting our own programs with nothing inherited. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
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
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

/* Closes every fd from first on, also where close_range() is missing. */
static void
close_from(unsigned first)
{
	struct rlimit limit;

	if (syscall(SYS_close_range, first, ~0U, 0U) == 0 ||
	    getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	for (unsigned fd = first; fd < limit.rlim_cur; fd++)
		close((int)fd);
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
	if (dup2(report, 3) != 3 || fcntl(3, F_SETFD, FD_CLOEXEC) != 0)
		return false;
	close_from(4);
	return true;
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
