/* SPDX-License-Identifier: ISC */
/* TCP connections. */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "net/resolve.h"
#include "sys/deadline.h"

/* Where a connection comes from, and by which addresses; a plain value. */
struct connect_from {
	int family;                    /* AF_UNSPEC: any */
	struct resolve_address source; /* len 0: the system's choice */
};

/*
 * Fills it in: family is AF_UNSPEC, AF_INET or AF_INET6; source is an address
 * of this host, or NULL or empty.  False when that is no address, or of another
 * family.
 */
bool connect_from_set(struct connect_from *f, int family, const char *source);

/*
 * Resolves the endpoint's host and connects to the first of its addresses that
 * answers, IPv6 and IPv4 in turn, each attempt starting
 * LIMIT_CONNECT_STAGGER_MS after the one before, or when that has failed
 * (RFC 8305 5).  A non-blocking, O_CLOEXEC, TCP_NODELAY socket that the caller
 * owns, or -1 with e set: ERROR_LATER for everything the network does.  The
 * deadline covers resolving too; for processes that have an end: see
 * lookup_host().  from may be NULL: from anywhere, by any address.
 */
int connect_endpoint(const struct endpoint *to, const struct connect_from *from,
    struct deadline d, struct error *e);

/*
 * The race alone, between addresses that are known, from source or with NULL
 * from anywhere; connect_endpoint() is made of it.  -1 with errno set when none
 * of them answers.
 */
int connect_race(const struct resolve_list *list,
    const struct resolve_address *source, struct deadline d);

/* Room for what connect_describe() writes. */
#define CONNECT_TEXT 80

/* Writes the address that fd is connected to, "192.0.2.1 port 993". */
void connect_describe(int fd, char *out, size_t size);

#endif
