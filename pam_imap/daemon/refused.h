/* SPDX-License-Identifier: ISC */
/*
 * Which passwords were refused within LIMIT_REFUSED_MS, as digests by a key of
 * this process: the latest LIMIT_REFUSED of them.  Pure; the time is the
 * caller's, in nanoseconds.
 */
#ifndef PAM_IMAP_DAEMON_REFUSED_H
#define PAM_IMAP_DAEMON_REFUSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pam_imap/daemon/keyed.h"

struct refused_entry {
	unsigned char digest[KEYED_SIZE]; /* of address and password */
	uint64_t who;                     /* of the address alone */
	int64_t at;
	bool used;
};

struct refused {
	struct refused_entry *list;
	size_t next; /* the oldest, which the next one replaces */
};

/* False when memory is short. */
bool refused_init(struct refused *r);
void refused_clear(struct refused *r);

bool refused_check(const struct refused *r,
    const unsigned char digest[KEYED_SIZE], int64_t now);
void refused_add(struct refused *r, const unsigned char digest[KEYED_SIZE],
    uint64_t who, int64_t now);

/* Forgets what was refused for an address. */
void refused_forget(struct refused *r, uint64_t who);

#endif
