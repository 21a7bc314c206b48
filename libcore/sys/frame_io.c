/* SPDX-License-Identifier: ISC */
/* Sending and receiving frames on file descriptors. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/frame.h"
#include "sys/io.h"

/* Room for a few descriptors, so that surplus ones arrive and are closed. */
#define PASSED_MAX 8

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(PASSED_MAX * sizeof(int))];
};

static enum error_code
io_failed(struct error *e, const char *what)
{
	return error_set_errno(
	    e, errno == ETIMEDOUT ? ERROR_LATER : ERROR_SYSTEM, "%s", what);
}

/* Keeps the first descriptor of a message and closes the others. */
static void
take_passed(struct msghdr *msg, int *passed_out)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL;
	     c = CMSG_NXTHDR(msg, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (*passed_out < 0)
				*passed_out = fd;
			else
				close(fd);
		}
	}
}

/* recvmsg() after a wait; like io_read_some(). */
static ssize_t
recv_some(int fd, void *p, size_t size, struct deadline d, int *passed_out)
{
	union control control;
	struct iovec iov = {.iov_base = p, .iov_len = size};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n;

	do {
		int ready = io_wait(fd, POLLIN, d);

		if (ready == 0)
			errno = ETIMEDOUT;
		if (ready <= 0)
			return -1;
		msg.msg_control = control.bytes;
		msg.msg_controllen = sizeof(control.bytes);
		n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n >= 0)
		take_passed(&msg, passed_out);
	return n;
}

/* Reads until b holds want bytes.  passed_out is NULL for plain fds. */
static enum error_code
fill(int fd, struct buf *b, size_t want, struct deadline d, int *passed_out,
    struct error *e)
{
	while (b->n < want) {
		char *room = buf_room(b, want - b->n);
		ssize_t n;

		if (room == NULL)
			return error_set(e, ERROR_MEMORY, "frame: no memory");
		n = passed_out != NULL
		    ? recv_some(fd, room, want - b->n, d, passed_out)
		    : io_read_some(fd, room, want - b->n, d);
		if (n < 0)
			return io_failed(e, "receiving a frame");
		if (n == 0 && b->n == 0)
			return error_set(e, ERROR_NOTFOUND, "end of file");
		if (n == 0)
			return error_set(
			    e, ERROR_PROTOCOL, "a frame is cut short");
		buf_added(b, (size_t)n);
	}
	return ERROR_NONE;
}

static enum error_code
recv_frame(int fd, struct buf *b, struct deadline d, struct frame *out,
    int *passed_out, struct error *e)
{
	struct frame head;
	size_t max = b->max - FRAME_HEAD;
	enum error_code code;

	buf_reset(b);
	code = fill(fd, b, FRAME_HEAD, d, passed_out, e);
	if (code != ERROR_NONE)
		return code;
	if (frame_parse(buf_view(b), max, &head) < 0)
		return error_set(e, ERROR_PROTOCOL, "not a frame of ours");
	code = fill(fd, b, frame_size(buf_view(b)), d, passed_out, e);
	if (code != ERROR_NONE)
		return code;
	if (frame_parse(buf_view(b), max, out) <= 0)
		return error_set(e, ERROR_BUG, "a frame does not parse");
	return ERROR_NONE;
}

enum error_code
frame_recv(int fd, struct buf *b, struct deadline d, struct frame *out,
    struct error *e)
{
	return recv_frame(fd, b, d, out, NULL, e);
}

enum error_code
frame_recv_fd(int fd, struct buf *b, struct deadline d, struct frame *out,
    int *passed_out, struct error *e)
{
	enum error_code code;

	*passed_out = -1;
	code = recv_frame(fd, b, d, out, passed_out, e);
	if (code != ERROR_NONE)
		io_close(passed_out);
	return code;
}

enum error_code
frame_send(int fd, const struct buf *b, struct deadline d, struct error *e)
{
	if (b->failed)
		return error_set(e, ERROR_LIMIT, "a frame is too large");
	if (!io_write_all(fd, buf_view(b), d))
		return io_failed(e, "sending a frame");
	return ERROR_NONE;
}

enum error_code
frame_send_fd(
    int fd, const struct buf *b, int passed, struct deadline d, struct error *e)
{
	union control control;
	struct iovec iov = {.iov_base = b->p, .iov_len = b->n};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *c;
	ssize_t n;

	if (b->failed || b->n == 0)
		return error_set(e, ERROR_LIMIT, "a frame is too large");
	memset(&control, 0, sizeof(control));
	msg.msg_control = control.bytes;
	msg.msg_controllen = CMSG_SPACE(sizeof(int));
	c = CMSG_FIRSTHDR(&msg);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &passed, sizeof(int));
	do {
		if (io_wait(fd, POLLOUT, d) == 0)
			return error_set(
			    e, ERROR_LATER, "sending a frame: it is not read");
		n = sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0 || !io_write_all(fd, view_from(buf_view(b), (size_t)n), d))
		return io_failed(e, "sending a frame");
	return ERROR_NONE;
}
