/* SPDX-License-Identifier: ISC */
/* The starter's process: root with two capabilities, and one trick. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pam_imap/daemon/starter_root.h"
#include "sys/drop.h"
#include "sys/frame.h"
#include "sys/io.h"

#define KEPT (1U << CAP_SETUID | 1U << CAP_SETGID)

/*
 * Gives up every capability but two.  The bounding set is a second fence, which
 * a container may not let us build: its children have no new privileges.
 */
static bool
keep_two(void)
{
	struct __user_cap_header_struct head = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[2] = {
	    {.effective = KEPT, .permitted = KEPT}};

	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (cap != CAP_SETUID && cap != CAP_SETGID)
			prctl(PR_CAPBSET_DROP, cap);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	return syscall(SYS_capset, &head, sets) == 0;
}

/* Gives up all of root in the worker-to-be. */
static bool
become_worker(const struct starter_root *r)
{
	return setgroups(0, NULL) == 0 &&
	    setresgid(r->gid, r->gid, r->gid) == 0 &&
	    setresuid(r->uid, r->uid, r->uid) == 0 && setuid(0) != 0;
}

static bool
set_sigchld(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	return sigaction(SIGCHLD, &action, NULL) == 0;
}

/* In the child: becomes the worker on socket, or tells report why not. */
static _Noreturn void
exec_worker(const struct starter_root *r, int socket, int report)
{
	static char *const environment[] = {NULL};
	char name[] = "imap-check";
	char *const argv[] = {name, NULL};
	int reason;

	if (dup2(socket, 0) == 0 && dup2(socket, 1) == 1 &&
	    set_sigchld(SIG_DFL) && become_worker(r))
		execve(r->program, argv, environment);
	reason = errno;
	if (write(report, &reason, sizeof(reason)) < 0)
		_exit(126);
	_exit(127);
}

/* Starts a worker; 0, or the errno of what failed. */
static int
start_worker(const struct starter_root *r, int socket)
{
	int report[2], reason = 0;
	ssize_t n;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) != 0)
		return errno;
	pid = fork();
	if (pid == 0)
		exec_worker(r, socket, report[1]);
	if (pid < 0)
		reason = errno;
	io_close(&report[1]);
	do
		n = read(report[0], &reason, sizeof(reason));
	while (n < 0 && errno == EINTR);
	io_close(&report[0]);
	return reason;
}

/* One request and its answer; false when the asking side has gone. */
static bool
serve(const struct starter_root *r, struct buf *b)
{
	struct frame f;
	struct error e;
	int socket, reason = EINVAL;

	if (frame_recv_fd(r->fd, b, deadline_never(), &f, &socket, &e) !=
	    ERROR_NONE)
		return false;
	if (f.type == STARTER_ROOT_START && f.payload.n == 0 && socket >= 0)
		reason = start_worker(r, socket);
	io_close(&socket);
	buf_reset(b);
	frame_begin(b, STARTER_ROOT_ANSWER);
	frame_put_number(b, 1, (uint64_t)reason);
	frame_end(b);
	return frame_send(r->fd, b, deadline_in(STARTER_ROOT_MS), &e) ==
	    ERROR_NONE;
}

/*
 * The socket moves to 3, 0 to 2 become /dev/null, nothing else is left, and
 * the kernel reaps the workers.
 */
static int
settle(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || (fd != 3 && dup3(fd, 3, O_CLOEXEC) != 3))
		return -1;
	for (int i = 0; i < 3; i++)
		if (null != i && dup2(null, i) != i)
			return -1;
	syscall(SYS_close_range, 4U, ~0U, 0U);
	return set_sigchld(SIG_IGN) ? 3 : -1;
}

_Noreturn void
starter_root_run(const struct starter_root *r)
{
	struct starter_root own = *r;
	struct buf b;

	own.fd = settle(r->fd);
	buf_init(&b, STARTER_ROOT_SIZE);
	if (own.fd >= 0 && keep_two() && drop_harden())
		while (serve(&own, &b))
			continue;
	_exit(EXIT_SUCCESS);
}
