/* SPDX-License-Identifier: ISC */
/* Name resolution and TCP connections. */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include "base/endpoint.h"
#include "base/error.h"
#include "sys/deadline.h"

/*
 * Resolves the endpoint's host and connects to the first of its addresses that
 * answers, IPv6 and IPv4 in turn, each attempt starting
 * LIMIT_CONNECT_STAGGER_MS after the one before (RFC 8305 5).  A non-blocking,
 * O_CLOEXEC, TCP_NODELAY socket that the caller owns, or -1 with e set:
 * ERROR_LATER for everything the network does.  Resolving itself is
 * getaddrinfo() and heeds no deadline: the process that calls this is one that
 * its parent ends.
 */
int connect_endpoint(
    const struct endpoint *to, struct deadline d, struct error *e);

#endif
