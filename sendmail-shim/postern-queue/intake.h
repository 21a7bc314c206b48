/* SPDX-License-Identifier: ISC */
/* Taking messages in: from drop/new, and at the start from queue/. */
#ifndef POSTERN_QUEUE_INTAKE_H
#define POSTERN_QUEUE_INTAKE_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Takes in some of what lies in drop/new: a journal first where aliases change
 * anything, then the move to queue/, both durable before the next turn.  True
 * when there is more to do at once.
 */
bool intake_some(struct runner *r);

/* Lists what is in queue/ from before; tidies what a crash left there. */
enum error_code intake_queue(struct runner *r, struct error *e);

/* Says why a file is no message and moves it to corrupt/. */
void intake_quarantine(struct runner *r, enum spool_dir from, const char *name,
    const struct error *why);

#endif
