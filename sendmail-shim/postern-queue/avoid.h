/* SPDX-License-Identifier: ISC */
/*
 * Messages at which the connection to a relay breaks, and not for the first
 * time: while another relay may be tried they go there, also when that one
 * takes everything else.
 */
#ifndef POSTERN_QUEUE_AVOID_H
#define POSTERN_QUEUE_AVOID_H

#include "sendmail-shim/postern-queue/runner.h"

/* Notes what the relay at work did with one recipient of the entry. */
void avoid_note(
    const struct runner *r, struct entry *en, const struct handover_outcome *o);

/*
 * Whether the relay at work shall not have the entry, since a detour to another
 * one was begun for it; it is back in the list, and the entry free, then.
 */
bool avoid_relay(struct runner *r, struct entry *en);

#endif
