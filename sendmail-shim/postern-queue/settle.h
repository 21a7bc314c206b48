/* SPDX-License-Identifier: ISC */
/* What is written down when a message comes back from relay-send. */
#ifndef POSTERN_QUEUE_SETTLE_H
#define POSTERN_QUEUE_SETTLE_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Records an entry's outcomes: reports first, then the journal, then the
 * removal; a line in the log for each recipient.  What is left goes back to
 * the list.  When the disk refuses, an entry that must not be sent again is
 * kept, unsettled, and its outcomes are tried again.
 */
void settle(struct runner *r, struct entry *en);

/* Tries those again whose time has come. */
void settle_again(struct runner *r);

/* Tries all of those once more, now: what stays unsettled at the end is sent
 * again by the next runner. */
void settle_finally(struct runner *r);

/* Puts an entry's item back into the list, due then, and frees the entry. */
void settle_put_back(struct runner *r, struct entry *en, int64_t due);

/* Moves a message that is not in flight to failed/ without a report; false
 * when the disk refuses. */
bool settle_give_up(struct runner *r, const char *name, const char *reason);

#endif
