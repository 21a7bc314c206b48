/* SPDX-License-Identifier: ISC */
/* Name resolution through the system's resolver. */
#include "config.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "net/lookup.h"
#include "net/resolve.h"

/* Sorts the answers into two lists: the first one's family, and the other. */
static void
sort_out(const struct addrinfo *ai, struct resolve_list lists[2])
{
	int first = ai != NULL ? ai->ai_family : AF_UNSPEC;

	for (; ai != NULL; ai = ai->ai_next) {
		struct resolve_list *list = &lists[ai->ai_family != first];
		struct resolve_address *a = &list->at[list->n];

		if (list->n == LIMIT_CONNECT_ADDRESSES ||
		    ai->ai_addrlen > sizeof(a->sa))
			continue;
		memcpy(&a->sa, ai->ai_addr, ai->ai_addrlen);
		a->len = ai->ai_addrlen;
		list->n++;
	}
}

/* One of each in turn until both are used up or out is full. */
static void
interleave(const struct resolve_list lists[2], struct resolve_list *out)
{
	unsigned used[2] = {0, 0};
	unsigned turn = 0;

	out->n = 0;
	while (out->n < LIMIT_CONNECT_ADDRESSES &&
	    (used[0] < lists[0].n || used[1] < lists[1].n)) {
		if (used[turn] < lists[turn].n)
			out->at[out->n++] = lists[turn].at[used[turn]++];
		turn = !turn;
	}
}

static enum error_code
explain(const struct endpoint *to, int rc, struct error *e)
{
	if (rc == EAI_MEMORY)
		return error_set(
		    e, ERROR_MEMORY, "resolving %s: no memory", to->host);
	return error_set(e, ERROR_LATER, "resolving %s: %s", to->host,
	    rc == LOOKUP_OUT_OF_TIME ? "the resolver does not answer in time"
		: rc == EAI_SYSTEM   ? "the resolver cannot be used"
				     : gai_strerror(rc));
}

enum error_code
resolve_endpoint(const struct endpoint *to, int family, struct deadline d,
    struct resolve_list *out, struct error *e)
{
	struct addrinfo hints = {.ai_family = family,
	    .ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICSERV | (to->is_address ? AI_NUMERICHOST : 0)};
	struct addrinfo *found = NULL;
	struct resolve_list lists[2] = {{.n = 0}, {.n = 0}};
	char port[8];
	int rc;

	snprintf(port, sizeof(port), "%u", (unsigned)to->port);
	rc = to->is_address ? getaddrinfo(to->host, port, &hints, &found)
			    : lookup_host(to->host, port, &hints, d, &found);
	if (rc != 0)
		return explain(to, rc, e);
	sort_out(found, lists);
	freeaddrinfo(found);
	interleave(lists, out);
	if (out->n == 0)
		return error_set(
		    e, ERROR_LATER, "resolving %s: no address", to->host);
	return ERROR_NONE;
}
