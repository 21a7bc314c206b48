/* SPDX-License-Identifier: ISC */
/* The spool: its directories and how files are named in them. */
#ifndef QUEUE_SPOOL_H
#define QUEUE_SPOOL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/view.h"

/* 16 hexadecimal digits of microseconds since 1970, a '-' and 16 of random
 * bits: sorts by age, never the same twice. It is the queue id. */
#define SPOOL_NAME 33

/* Directories below the spool, for openat(). */
enum spool_dir {
	SPOOL_DROP_TMP, /* being written by queue-put */
	SPOOL_DROP_NEW, /* whole and durable, not yet taken in */
	SPOOL_QUEUE,    /* taken in: NAME the message, NAME.j its journal */
	SPOOL_HOLD,     /* put aside until an administrator releases it */
	SPOOL_FAILED,   /* given up without a report */
	SPOOL_CORRUPT,  /* not a message of ours */
	SPOOL_DIRS
};

/* "drop/tmp" and so on. */
const char *spool_dir_name(enum spool_dir d);

/* Opens one (O_DIRECTORY | O_CLOEXEC); -1 with errno set. */
int spool_open_dir(const char *spool, enum spool_dir d);

/* A new name in dst. False when there is no randomness. */
bool spool_new_name(char dst[SPOOL_NAME + 1]);

/*
 * The same, with a uid in place of half of the random bits: for a file whose
 * owner is postern-drop, so that others see whose message it is.  No proof.
 */
bool spool_new_name_of(uid_t uid, char dst[SPOOL_NAME + 1]);
uid_t spool_name_uid(struct view name);

/* Whether it is a name that spool_new_name() makes. */
bool spool_check_name(struct view name);

/* The time in a checked name, in seconds since 1970. */
long long spool_name_time(struct view name);

#endif
