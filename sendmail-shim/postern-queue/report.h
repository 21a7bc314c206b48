/* SPDX-License-Identifier: ISC */
/* Telling a sender what became of a message (RFC 3464). */
#ifndef POSTERN_QUEUE_REPORT_H
#define POSTERN_QUEUE_REPORT_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Queues a report about those of an entry's recipients that are for one of
 * this kind (entry_is_for(); there is one), durably, under a name made of the
 * message, the kind and those recipients: done twice, it is there once.  False
 * when the disk refuses.
 */
bool report_write(
    struct runner *r, struct entry *en, enum dsn_kind kind, struct error *e);

#endif
