/* SPDX-License-Identifier: ISC */
/* What stream.c and stream_io.c share, and nobody else sees. */
#ifndef NET_STREAM_PRIVATE_H
#define NET_STREAM_PRIVATE_H

#include "base/buf.h"
#include "net/stream.h"
#include "net/tls_session.h"

struct stream {
	int fd;
	struct tls_session *tls; /* NULL while in the clear */
	bool secure;
	bool ended;            /* the peer has closed */
	bool read_wants_write; /* TLS: to read, the socket must be writable */
	bool write_wants_read; /* TLS: to write, it must be readable */
	size_t taken;          /* bytes of in that were given out */
	size_t sent;           /* bytes of out that have left */
	struct buf in;
	struct buf out;
};

#endif
