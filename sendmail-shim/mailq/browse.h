/* SPDX-License-Identifier: ISC */
/* Reading the spool without the runner. */
#ifndef MAILQ_BROWSE_H
#define MAILQ_BROWSE_H

#include "base/error.h"
#include "sendmail-shim/mailq/ask.h"

/*
 * Tells ear what waits in the spool and was put aside there, oldest first; or
 * what was given up.  ERROR_SYSTEM, ERROR_MEMORY.
 */
enum error_code browse_spool(const char *spool, const struct control_query *q,
    const struct ask_ear *ear, struct error *e);

#endif
