/* SPDX-License-Identifier: ISC */
/* TCP connections. */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include <stddef.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "net/resolve.h"
#include "sys/deadline.h"

/*
 * Resolves the endpoint's host and connects to the first of its addresses that
 * answers, IPv6 and IPv4 in turn, each attempt starting
 * LIMIT_CONNECT_STAGGER_MS after the one before, or when that has failed
 * (RFC 8305 5).  A non-blocking, O_CLOEXEC, TCP_NODELAY socket that the caller
 * owns, or -1 with e set: ERROR_LATER for everything the network does.  The
 * deadline covers resolving too; for processes that have an end: see
 * lookup_host().
 */
int connect_endpoint(
    const struct endpoint *to, struct deadline d, struct error *e);

/*
 * The race alone, between addresses that are known; connect_endpoint() is made
 * of it.  -1 with errno set when none of them answers.
 */
int connect_race(const struct resolve_list *list, struct deadline d);

/* Room for what connect_describe() writes. */
#define CONNECT_TEXT 80

/* Writes the address that fd is connected to, "192.0.2.1 port 993". */
void connect_describe(int fd, char *out, size_t size);

#endif
