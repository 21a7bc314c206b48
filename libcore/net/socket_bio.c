/* SPDX-License-Identifier: ISC */
/* The socket BIO that raises no SIGPIPE. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "net/socket_bio.h"

/* What one call into TLS may read; a flight of handshake messages is less. */
#define ALLOWANCE (256UL * 1024)

struct socket_bio {
	int fd;
	size_t left; /* of the allowance */
};

static int
is_transient(int reason)
{
	return reason == EAGAIN || reason == EINTR;
}

static int
bio_write(BIO *bio, const char *p, size_t n, size_t *done)
{
	const struct socket_bio *s = BIO_get_data(bio);
	ssize_t sent = send(s->fd, p, n, MSG_NOSIGNAL);

	BIO_clear_retry_flags(bio);
	if (sent < 0 && is_transient(errno))
		BIO_set_retry_write(bio);
	*done = sent > 0 ? (size_t)sent : 0;
	return sent > 0;
}

static int
bio_read(BIO *bio, char *p, size_t n, size_t *done)
{
	struct socket_bio *s = BIO_get_data(bio);
	ssize_t got;

	BIO_clear_retry_flags(bio);
	*done = 0;
	if (s->left == 0) {
		BIO_set_retry_read(bio);
		return 0;
	}
	got = recv(s->fd, p, n < s->left ? n : s->left, 0);
	if (got < 0 && is_transient(errno))
		BIO_set_retry_read(bio);
	if (got == 0)
		BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
	*done = got > 0 ? (size_t)got : 0;
	s->left -= *done;
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

static int
bio_destroy(BIO *bio)
{
	free(BIO_get_data(bio));
	BIO_set_data(bio, NULL);
	return 1;
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
		!BIO_meth_set_ctrl(m, bio_ctrl) ||
		!BIO_meth_set_destroy(m, bio_destroy))) {
		BIO_meth_free(m);
		m = NULL;
	}
	return m;
}

BIO *
socket_bio_new(BIO_METHOD *method, int fd)
{
	struct socket_bio *s = calloc(1, sizeof(*s));
	BIO *bio = s != NULL ? BIO_new(method) : NULL;

	if (bio == NULL) {
		free(s);
		return NULL;
	}
	s->fd = fd;
	BIO_set_data(bio, s);
	BIO_set_init(bio, 1);
	return bio;
}

void
socket_bio_allow(BIO *bio)
{
	struct socket_bio *s = BIO_get_data(bio);

	s->left = ALLOWANCE;
}
