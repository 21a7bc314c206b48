/* SPDX-License-Identifier: ISC */
/* From an endpoint's host to the addresses to try, in the order to try them. */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <sys/socket.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "base/limits.h"
#include "sys/deadline.h"

struct resolve_address {
	struct sockaddr_storage sa;
	socklen_t len;
};

/* A plain value. */
struct resolve_list {
	struct resolve_address at[LIMIT_CONNECT_ADDRESSES];
	unsigned n;
};

/*
 * Asks getaddrinfo(), which sorts by RFC 6724, for addresses of a family, or
 * with AF_UNSPEC of both, and lets these take turns, beginning with the one
 * that came first (RFC 8305 4).  An address literal asks nobody.  ERROR_LATER
 * with a text that names the host when nothing came back before the deadline,
 * ERROR_MEMORY.  For processes that have an end: see lookup_host().
 */
enum error_code resolve_endpoint(const struct endpoint *to, int family,
    struct deadline d, struct resolve_list *out, struct error *e);

#endif
