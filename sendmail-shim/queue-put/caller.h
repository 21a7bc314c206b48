/* SPDX-License-Identifier: ISC */
/* Who hands the message in: what the kernel says. */
#ifndef QUEUE_PUT_CALLER_H
#define QUEUE_PUT_CALLER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/limits.h"
#include "queue/limits.h"

struct caller {
	struct limits_caller who; /* groups are allocated */
	bool by_socket;           /* it is at the other end of standard input */
	char user[LIMIT_ADDRESS + 1]; /* its name at present; may be empty */
};

/*
 * Whoever started this process; or, where that is the system user of queue-put
 * and fd a Unix socket, who connected it.  ERROR_SYSTEM, ERROR_MEMORY.
 */
enum error_code caller_find(int fd, struct caller *c, struct error *e);
void caller_clear(struct caller *c);

#endif
