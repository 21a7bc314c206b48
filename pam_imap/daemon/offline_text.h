/* SPDX-License-Identifier: ISC */
/*
 * The text of a stored password's file.  Pure.  It is lines in this order and
 * no other, the last a SHA-256 of this machine's id and all lines before it,
 * so that what was damaged, or made on another machine, is not read at all:
 *
 *	postern-offline 1
 *	address alice@example.com
 *	uid 2000300007
 *	stored 1763888888
 *	seen 1763888888
 *	wrong-here 0
 *	wrong-remote 0
 *	hash $y$j9T$...
 *	sum 0123...
 */
#ifndef PAM_IMAP_DAEMON_OFFLINE_TEXT_H
#define PAM_IMAP_DAEMON_OFFLINE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"

/* What a machine id has: 128 bits in lower-case hex (machine-id(5)). */
#define OFFLINE_MACHINE 32
/* The largest file, and the longest hash: yescrypt's is 73 bytes. */
#define OFFLINE_TEXT_SIZE 1024
#define OFFLINE_HASH 128

struct offline_record {
	char address[LIMIT_ADDRESS + 1];
	uint64_t uid;
	uint64_t stored; /* second of the wall clock */
	uint64_t seen;   /* the latest one when it was looked at */
	/* Tries since the last right one, from here and from remote hosts. */
	unsigned wrong[2];
	char hash[OFFLINE_HASH + 1];
};

/* Whether it is a machine's id: 32 hex digits, not all zero. */
bool offline_text_check_machine(struct view id);

/* Writes the text into b (emptied first); false when memory is short. */
bool offline_text_put(
    struct buf *b, const struct offline_record *r, struct view machine);

/*
 * ERROR_INPUT with what is wrong, and *out undefined, for all that
 * offline_text_put() did not write for this machine.
 */
enum error_code offline_text_parse(struct view text, struct view machine,
    struct offline_record *out, struct error *e);

#endif
