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
 *	submitter 1000\n                a uid that may submit
 *	group 8\n                       a gid whose members may; neither of
 *	                                both: everybody
 *	use 1000 17 4096\n              of a uid: messages and bytes that wait,
 *	                                those in drop/ not counted
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
	gid_t *groups;
	size_t n_groups;
	struct limits_use *uses;
	size_t n_uses;
};

/* Who hands a message in, as the kernel knows. */
struct limits_caller {
	uid_t uid;
	const gid_t *groups;
	size_t n_groups;
};

/* The built-in ones. */
void limits_init(struct limits *l);
void limits_clear(struct limits *l);

/* Appends to a list of l's; false when memory is short. */
bool limits_add_submitter(struct limits *l, uid_t uid);
bool limits_add_group(struct limits *l, gid_t gid);
bool limits_add_use(struct limits *l, const struct limits_use *use);

/* Appends the file's text; false when b failed. */
bool limits_encode(const struct limits *l, struct buf *b);

/* Parses it into l, initialised.  ERROR_INPUT when it is malformed,
 * ERROR_MEMORY; l holds the built-in ones then. */
enum error_code limits_parse(
    struct view text, struct limits *l, struct error *e);

/* The use of a uid; zeros when nothing waits of it. */
struct limits_use limits_find(const struct limits *l, uid_t uid);

/*
 * Each says which limit is in the way and what to do.
 * Whether the caller may submit at all, as root always may: ERROR_REFUSED.
 * Whether a message of so many bytes is small enough: ERROR_INPUT.
 * Whether so much may wait of a user: ERROR_LATER; root has no quota.
 * Whether so many bytes of free space are enough: ERROR_LATER.
 */
enum error_code limits_check_caller(
    const struct limits *l, const struct limits_caller *c, struct error *e);
enum error_code limits_check_size(
    const struct limits *l, uint64_t size, struct error *e);
enum error_code limits_check_use(
    const struct limits *l, const struct limits_use *use, struct error *e);
enum error_code limits_check_free(
    const struct limits *l, uint64_t bytes, struct error *e);

#endif
