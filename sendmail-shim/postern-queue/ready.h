/* SPDX-License-Identifier: ISC */
/* A waiting message, loaded and made ready for relay-send. */
#ifndef POSTERN_QUEUE_READY_H
#define POSTERN_QUEUE_READY_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Loads an item that was taken off the list into a free entry, with its final
 * recipients; *fd_out is the caller's.  False when there is nothing to send:
 * the message is gone, went to corrupt/, or is back in the list for later.
 */
bool ready_take(
    struct runner *r, struct entry *en, struct item it, int *fd_out);

#endif
