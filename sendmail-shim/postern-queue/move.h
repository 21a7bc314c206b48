/* SPDX-License-Identifier: ISC */
/*
 * Moving messages between the spool's directories, many at a time: a journal
 * enters queue/ before its message and leaves it after, each durably, so that
 * no crash makes a message forget who had it already.
 */
#ifndef POSTERN_QUEUE_MOVE_H
#define POSTERN_QUEUE_MOVE_H

#include "sendmail-shim/postern-queue/store.h"

struct move {
	char name[SPOOL_NAME + 1];
	enum spool_dir from;
	int error; /* an errno; 0: it was done */
};

/* Where to: nowhere. */
#define MOVE_AWAY SPOOL_DIRS

/* Moves them to another directory or away; returns when that is durable. */
void move_all(struct store *s, struct move *list, size_t n, enum spool_dir to);

#endif
