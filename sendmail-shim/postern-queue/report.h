/* SPDX-License-Identifier: ISC */
/* Telling a sender what could not be delivered (RFC 3464). */
#ifndef POSTERN_QUEUE_REPORT_H
#define POSTERN_QUEUE_REPORT_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Queues a report about an entry's recipients that bounced just now, durably,
 * under a name made of the message and those recipients: done twice, it is
 * there once.  Where none is due (a null sender, NOTIFY=NEVER) their state
 * becomes JOURNAL_FAILED.  False when the disk refuses.
 */
bool report_write(struct runner *r, struct entry *en, struct error *e);

#endif
