/* SPDX-License-Identifier: ISC */
/* getaddrinfo() with a deadline. */
#ifndef NET_LOOKUP_H
#define NET_LOOKUP_H

#include <netdb.h>

#include "sys/deadline.h"

/* Beside the EAI_ codes, which are negative or positive as libc likes. */
#define LOOKUP_OUT_OF_TIME 30000

/*
 * Asks for a host's addresses.  0 with *out, which the caller gives to
 * freeaddrinfo(); else an EAI_ code, or LOOKUP_OUT_OF_TIME when the deadline
 * came first.
 *
 * A resolver heeds no deadline and cannot be interrupted, so a thread asks it,
 * and one that is not back in time is left to itself: until the process ends,
 * which is why only processes with an end may call this.  It sees no signals.
 * Where no thread can be started, the process's alarm is what ends the wait.
 */
int lookup_host(const char *host, const char *port,
    const struct addrinfo *hints, struct deadline d, struct addrinfo **out);

#endif
