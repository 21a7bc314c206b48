/* SPDX-License-Identifier: ISC */
/* The socket BIO that raises no SIGPIPE. */
#include "config.h"

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>

#include "net/socket_bio.h"

static int
bio_fd(BIO *bio)
{
	return (int)(intptr_t)BIO_get_data(bio);
}

static int
is_transient(int reason)
{
	return reason == EAGAIN || reason == EINTR;
}

static int
bio_write(BIO *bio, const char *p, size_t n, size_t *done)
{
	ssize_t sent = send(bio_fd(bio), p, n, MSG_NOSIGNAL);

	BIO_clear_retry_flags(bio);
	if (sent < 0 && is_transient(errno))
		BIO_set_retry_write(bio);
	*done = sent > 0 ? (size_t)sent : 0;
	return sent > 0;
}

static int
bio_read(BIO *bio, char *p, size_t n, size_t *done)
{
	ssize_t got = recv(bio_fd(bio), p, n, 0);

	BIO_clear_retry_flags(bio);
	if (got < 0 && is_transient(errno))
		BIO_set_retry_read(bio);
	if (got == 0)
		BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
	*done = got > 0 ? (size_t)got : 0;
	return got > 0;
}

static long
bio_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
	(void)num;
	(void)ptr;
	switch (cmd) {
	case BIO_CTRL_FLUSH:
	case BIO_CTRL_DUP:
		return 1;
	case BIO_CTRL_EOF:
		return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
	default:
		return 0;
	}
}

BIO_METHOD *
socket_bio_method(void)
{
	BIO_METHOD *m = BIO_meth_new(
	    BIO_get_new_index() | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR,
	    "socket without SIGPIPE");

	if (m != NULL &&
	    (!BIO_meth_set_write_ex(m, bio_write) ||
		!BIO_meth_set_read_ex(m, bio_read) ||
		!BIO_meth_set_ctrl(m, bio_ctrl))) {
		BIO_meth_free(m);
		m = NULL;
	}
	return m;
}

BIO *
socket_bio_new(BIO_METHOD *method, int fd)
{
	BIO *bio = BIO_new(method);

	if (bio != NULL) {
		BIO_set_data(bio, (void *)(intptr_t)fd);
		BIO_set_init(bio, 1);
	}
	return bio;
}
