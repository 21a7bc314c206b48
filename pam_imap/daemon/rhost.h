/* SPDX-License-Identifier: ISC */
/* One name for a remote host, however PAM's caller wrote it. */
#ifndef PAM_IMAP_DAEMON_RHOST_H
#define PAM_IMAP_DAEMON_RHOST_H

#include <stdbool.h>

#include "base/limits.h"

#define RHOST_SIZE (LIMIT_HOST + 1)

/*
 * What failures of a host are counted for.  An IPv4 address, also where it
 * stands in an IPv6 one (RFC 4291 2.5.5.2, RFC 6052 2.1); of an IPv6 address
 * the /64 that a customer has, but a link-local one whole; of anything else
 * the first LIMIT_HOST bytes in lower case without a dot at the end.  False
 * when it is no remote host: NULL or empty.
 */
bool rhost_canonical(const char *rhost, char out[RHOST_SIZE]);

#endif
