/* SPDX-License-Identifier: ISC */
/* Whole reads and writes with a deadline. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/io.h"

int
io_wait(int fd, short events, struct deadline d)
{
	struct pollfd p = {.fd = fd, .events = events};
	int n;

	do
		n = poll(&p, 1, deadline_left(d));
	while (n < 0 && errno == EINTR);
	return n;
}

/* write(), or send() without SIGPIPE where fd is a socket. */
static ssize_t
write_some(int fd, struct view v)
{
	ssize_t n = send(fd, v.p, v.n, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && errno == ENOTSOCK)
		n = write(fd, v.p, v.n);
	return n;
}

bool
io_write_all(int fd, struct view v, struct deadline d)
{
	while (v.n > 0) {
		ssize_t n = write_some(fd, v);

		if (n >= 0) {
			v = view_from(v, (size_t)n);
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return false;
		if (io_wait(fd, POLLOUT, d) == 0)
			errno = ETIMEDOUT;
		else
			continue;
		return false;
	}
	return true;
}

ssize_t
io_read_some(int fd, void *p, size_t size, struct deadline d)
{
	ssize_t n;
	int ready;

	do {
		ready = io_wait(fd, POLLIN, d);
		if (ready == 0)
			errno = ETIMEDOUT;
		if (ready <= 0)
			return -1;
		n = read(fd, p, size);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n;
}

bool
io_open_standard_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

void
io_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}
