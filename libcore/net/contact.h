/* SPDX-License-Identifier: ISC */
/* A fresh connection as a protocol's client takes it over. */
#ifndef NET_CONTACT_H
#define NET_CONTACT_H

#include "base/endpoint.h"
#include "base/error.h"
#include "base/trace.h"
#include "net/stream.h"
#include "net/tls.h"
#include "sys/deadline.h"

/* All of it stays the caller's and must live as long as the client. */
struct contact {
	const struct endpoint *peer;
	struct stream *stream; /* connected, nothing read yet */
	struct tls *tls;
	struct trace trace;
};

/* stream_start_tls(), and tells of it. */
enum error_code contact_start_tls(
    const struct contact *c, struct deadline d, struct error *e);

/*
 * Looks, without waiting, whether anything has come since the last line was
 * read.  ERROR_LATER when the server has closed the connection and left
 * nothing to read.
 */
enum error_code contact_look(struct stream *s, struct error *e);

/*
 * The same of a server that has nothing to say until we go on: ERROR_LATER also
 * when it has said anything.
 */
enum error_code contact_look_silent(struct stream *s, struct error *e);

#endif
