/* SPDX-License-Identifier: ISC */
/*
 * drop/limits: what the runner tells queue-put, which reads no settings: how
 * large a message may be, how much must stay free, who may submit, and what
 * waits of whom.  Written anew, whole, whenever it changes; lines that anyone
 * can read:
 *
 *	postern-limits 1\n
 *	size 52428800\n                 bytes of a message
 *	free 67108864\n                 bytes that stay free in the spool
 *	messages 10000\n                that may wait of one user; 0: any number
 *	bytes 536870912\n               the same in bytes
 *	submitter 1000\n                a uid that may submit; none: everybody
 *	use 1000 17 4096\n              of a uid: messages and bytes that wait
 *	end\n
 *
 * Users cannot read it: the directory lets only queue-put's group through.
 * Without the file, or with a broken one, the built-in limits hold.
 */
#ifndef QUEUE_LIMITS_H
#define QUEUE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/view.h"

#define LIMITS_FILE "limits"

/* What waits of one user. */
struct limits_use {
	uid_t uid;
	uint64_t messages;
	uint64_t bytes;
};

struct limits {
	uint64_t size;
	uint64_t free;
	uint64_t messages;
	uint64_t bytes;
	uid_t *submitters;
	size_t n_submitters;
	bool restricted; /* submitters are all who may */
	struct limits_use *uses;
	size_t n_uses;
};

/* The built-in ones. */
void limits_init(struct limits *l);
void limits_clear(struct limits *l);

/* Appends the file's text; false when b failed. */
bool limits_encode(const struct limits *l, struct buf *b);

/* Parses it into l, initialised.  ERROR_INPUT, with the built-in ones in l,
 * when it is malformed; ERROR_MEMORY. */
enum error_code limits_parse(
    struct view text, struct limits *l, struct error *e);

/* The use of a uid; zeros when nothing waits of it. */
struct limits_use limits_find(const struct limits *l, uid_t uid);

/*
 * Whether this uid may hand in one more message of size bytes (0 when that is
 * not known yet).  ERROR_NONE; ERROR_REFUSED for one who may not submit,
 * ERROR_INPUT for a message that is too large, ERROR_LATER for a quota that is
 * used up; the text says which limit and what to do.  Root has no quota.
 */
enum error_code limits_check(
    const struct limits *l, uid_t uid, uint64_t size, struct error *e);

#endif
