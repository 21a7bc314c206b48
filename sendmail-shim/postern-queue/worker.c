/* SPDX-License-Identifier: ISC */
/* The process of relay-send and its socket. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/handover.h"
#include "sendmail-shim/postern-queue/worker.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* Seconds from the closed socket to SIGKILL. */
#define PATIENCE 10
#define READ_STEP 16384

void
worker_init(struct worker *w)
{
	*w = (struct worker){.pid = -1, .sock = -1, .out_fd = -1};
	buf_init(&w->in, 2 * LIMIT_FRAME + READ_STEP);
	buf_init_wiping(&w->out, HANDOVER_PAYLOAD + FRAME_HEAD);
}

void
worker_clear(struct worker *w)
{
	worker_end(w, 0);
	if (w->stage == WORKER_ENDING)
		spawn_wait(w->pid, deadline_in(PATIENCE * 1000));
	buf_clear(&w->in);
	buf_clear(&w->out);
	w->stage = WORKER_NONE;
}

enum error_code
worker_start(
    struct worker *w, const char *program, int lock, int log, struct error *e)
{
	const char *const argv[] = {"relay-send", NULL};
	const int more[] = {lock};
	struct spawn s = {.path = program,
	    .argv = argv,
	    .new_session = true,
	    .more = more,
	    .n_more = 1};
	int pair[2];

	if (!spawn_socketpair(pair))
		return error_set_errno(e, ERROR_SYSTEM, "%s", program);
	s.fds[0] = s.fds[1] = pair[1];
	s.fds[2] = log;
	w->pid = spawn_start(&s, e);
	close(pair[1]);
	if (w->pid < 0) {
		close(pair[0]);
		return e->code;
	}
	w->sock = pair[0];
	w->stage = WORKER_RUNNING;
	w->detour = w->given = w->proven = w->took = false;
	buf_reset(&w->in);
	buf_reset(&w->out);
	return ERROR_NONE;
}

bool
worker_idle(const struct worker *w)
{
	return w->stage == WORKER_RUNNING && w->out.n == 0;
}

/* sendmsg() with a descriptor; like send(). */
static ssize_t
send_with(int sock, struct view v, int fd)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.bytes = {0}};
	struct iovec iov = {.iov_base = (void *)(uintptr_t)v.p, .iov_len = v.n};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *c;

	if (fd >= 0) {
		msg.msg_control = control.bytes;
		msg.msg_controllen = sizeof(control.bytes);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	return sendmsg(sock, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool
worker_flush(struct worker *w)
{
	while (w->out.n > 0) {
		ssize_t n = send_with(w->sock, buf_view(&w->out), w->out_fd);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == ETOOMANYREFS;
		io_close(&w->out_fd);
		buf_consume(&w->out, (size_t)n);
	}
	buf_reset(&w->out);
	return true;
}

bool
worker_send(struct worker *w, int fd)
{
	w->out_fd = fd;
	return worker_flush(w);
}

int
worker_recv(struct worker *w)
{
	char *room = buf_room(&w->in, READ_STEP);
	ssize_t n;

	if (room == NULL)
		return -1;
	do
		n = recv(w->sock, room, READ_STEP, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n <= 0)
		return -1;
	buf_added(&w->in, (size_t)n);
	return 1;
}

int
worker_next(struct worker *w, struct frame *out)
{
	long n;

	buf_consume(&w->in, w->taken);
	w->taken = 0;
	n = frame_parse(buf_view(&w->in), LIMIT_FRAME, out);
	if (n < 0)
		return -1;
	w->taken = (size_t)n;
	return n > 0;
}

void
worker_end(struct worker *w, int64_t now)
{
	if (w->stage != WORKER_RUNNING)
		return;
	io_close(&w->sock);
	io_close(&w->out_fd);
	buf_reset(&w->in);
	buf_reset(&w->out);
	w->taken = 0;
	w->stage = WORKER_ENDING;
	w->kill_at = now + PATIENCE;
}

bool
worker_reap(struct worker *w, int64_t now)
{
	if (w->stage != WORKER_ENDING)
		return w->stage == WORKER_NONE;
	if (waitpid(w->pid, NULL, WNOHANG) == 0) {
		if (now >= w->kill_at)
			kill(w->pid, SIGKILL);
		return false;
	}
	w->pid = -1;
	w->stage = WORKER_NONE;
	return true;
}
