/* SPDX-License-Identifier: ISC */
/*
 * The spool's directories as the runner uses them: taking in, removing, giving
 * up.  Removals are made durable together by store_sync(); a message's journal
 * goes after its message is durably gone, so that a crash never leaves a
 * message that forgot who had it already.
 */
#ifndef POSTERN_QUEUE_STORE_H
#define POSTERN_QUEUE_STORE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "queue/spool.h"
#include "sendmail-shim/postern-queue/known.h"
#include "sendmail-shim/postern-queue/tally.h"

struct store {
	int dirs[SPOOL_DIRS];
	int lock;           /* held while it is open, inherited by relay-send */
	bool removed;       /* queue/ is to be synced */
	struct tally tally; /* what waits of whom, kept by what is here */
	struct known known; /* of queue/, kept by what is here, too */
	struct buf journals; /* names whose journals go then, each with NUL */
};

/*
 * Opens the directories and takes the lock; waits so long for a relay-send
 * that outlived its runner.  ERROR_EXISTS when another runner holds it,
 * ERROR_SYSTEM; the text names what is missing.
 */
enum error_code store_open(
    struct store *s, const char *spool, int wait_ms, struct error *e);
void store_close(struct store *s);

/* Removes a message that is done; false with errno set. */
bool store_remove(struct store *s, const char *name, bool has_journal);

/*
 * Moves a message, its journal too when there is one, from queue/ to failed/,
 * durably.  One that somebody took away already is no failure.
 */
bool store_give_up(struct store *s, const char *name);

/* Moves a file that is no message of ours, and its journal, to corrupt/. */
bool store_quarantine(struct store *s, enum spool_dir from, const char *name);

/* Makes removals durable; false with errno set (it is tried again then). */
bool store_sync(struct store *s);

#endif
