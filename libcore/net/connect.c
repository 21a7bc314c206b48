/* SPDX-License-Identifier: ISC */
/* Connecting to several addresses, each attempt a little after the other. */
#include "config.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "net/connect.h"
#include "net/resolve.h"
#include "sys/io.h"

/* The attempts that are under way; a slot of -1 has failed or won. */
struct race {
	const struct resolve_list *list;
	const struct resolve_address *source; /* NULL: any */
	struct pollfd fds[LIMIT_CONNECT_ADDRESSES];
	unsigned started;
	unsigned running;
	struct deadline next; /* when another one starts */
	int reason;           /* errno of the last failure */
};

static void
give_up(struct race *r, unsigned i, int reason)
{
	io_close(&r->fds[i].fd);
	r->running--;
	r->reason = reason;
	r->next = deadline_in(0);
}

/* The port is chosen when the connection is made, so that none runs out. */
static bool
bind_source(int fd, const struct resolve_address *source)
{
	int one = 1;

	if (source == NULL)
		return true;
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
	return bind(fd, (const struct sockaddr *)&source->sa, source->len) == 0;
}

static void
start_attempt(struct race *r)
{
	const struct resolve_address *a = &r->list->at[r->started];
	unsigned i = r->started++;
	int one = 1;

	r->next = deadline_in(LIMIT_CONNECT_STAGGER_MS);
	r->running++;
	r->fds[i].events = POLLOUT;
	r->fds[i].fd = socket(a->sa.ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
	if (r->fds[i].fd < 0 || !bind_source(r->fds[i].fd, r->source)) {
		give_up(r, i, errno);
		return;
	}
	/* Lines and TLS records go out whole; failing costs only time. */
	setsockopt(r->fds[i].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(r->fds[i].fd, (const struct sockaddr *)&a->sa, a->len) !=
		0 &&
	    errno != EINPROGRESS)
		give_up(r, i, errno);
}

/* The socket of the first attempt that has succeeded, or -1. */
static int
collect(struct race *r)
{
	for (unsigned i = 0; i < r->started; i++) {
		int reason = 0, fd = r->fds[i].fd;
		socklen_t len = sizeof(reason);

		if (fd < 0 || r->fds[i].revents == 0)
			continue;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &reason, &len) != 0)
			reason = errno;
		if (reason == 0) {
			r->fds[i].fd = -1;
			return fd;
		}
		give_up(r, i, reason);
	}
	return -1;
}

static int
run_race(struct race *r, struct deadline d)
{
	int fd = -1;

	while (fd < 0 && !deadline_passed(d)) {
		bool more = r->started < r->list->n;
		struct deadline until = more ? deadline_min(d, r->next) : d;

		if (more && (r->running == 0 || deadline_passed(r->next))) {
			start_attempt(r);
			continue;
		}
		if (r->running == 0)
			return -1;
		if (poll(r->fds, r->started, deadline_left(until)) > 0)
			fd = collect(r);
	}
	if (fd < 0)
		r->reason = ETIMEDOUT;
	return fd;
}

int
connect_race(const struct resolve_list *list,
    const struct resolve_address *source, struct deadline d)
{
	struct race r = {.list = list, .source = source};
	int fd = run_race(&r, d);

	for (unsigned i = 0; i < r.started; i++)
		io_close(&r.fds[i].fd);
	errno = r.reason;
	return fd;
}

bool
connect_from_set(struct connect_from *f, int family, const char *source)
{
	struct addrinfo hints = {.ai_family = family,
	    .ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
	struct addrinfo *found = NULL;

	*f = (struct connect_from){.family = family};
	if (source == NULL || *source == '\0')
		return true;
	if (getaddrinfo(source, "0", &hints, &found) != 0)
		return false;
	f->family = found->ai_family;
	f->source.len = found->ai_addrlen;
	memcpy(&f->source.sa, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return true;
}

int
connect_endpoint(const struct endpoint *to, const struct connect_from *from,
    struct deadline d, struct error *e)
{
	const struct resolve_address *source =
	    from != NULL && from->source.len != 0 ? &from->source : NULL;
	int family = from != NULL ? from->family : AF_UNSPEC;
	struct resolve_list list;
	int fd;

	if (resolve_endpoint(to, family, d, &list, e) != ERROR_NONE)
		return -1;
	fd = connect_race(&list, source, d);
	if (fd < 0)
		error_set_errno(e, ERROR_LATER, "connecting to %s port %u%s",
		    to->host, (unsigned)to->port,
		    source != NULL ? " from the source address" : "");
	return fd;
}

void
connect_describe(int fd, char *out, size_t size)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);
	char host[INET6_ADDRSTRLEN], port[8];

	if (getpeername(fd, (struct sockaddr *)&sa, &len) != 0 ||
	    getnameinfo((struct sockaddr *)&sa, len, host, sizeof(host), port,
		sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		snprintf(out, size, "an unknown address");
	else
		snprintf(out, size, "%s port %s", host, port);
}
