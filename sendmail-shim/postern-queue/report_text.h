/* SPDX-License-Identifier: ISC */
/* What a report to a sender says. */
#ifndef POSTERN_QUEUE_REPORT_TEXT_H
#define POSTERN_QUEUE_REPORT_TEXT_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Composes the report of a kind about those of an entry's recipients that it is
 * for, with CRLF line ends, into an empty buffer; false when it does not fit.
 */
bool report_text(struct runner *r, const struct entry *en, enum dsn_kind kind,
    struct buf *text);

#endif
