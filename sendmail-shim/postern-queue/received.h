/* SPDX-License-Identifier: ISC */
/* The Received field that the runner puts before a message (RFC 5321 4.4). */
#ifndef POSTERN_QUEUE_RECEIVED_H
#define POSTERN_QUEUE_RECEIVED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Writes the whole field, folded, without its last line end; user is empty
 * where it is not known. */
void received_compose(char *dst, size_t size, const char *host,
    const char *name, uid_t uid, const char *user, int64_t wall);

#endif
