/* SPDX-License-Identifier: ISC */
/* Reading the spool without the runner. */
#ifndef MAILQ_BROWSE_H
#define MAILQ_BROWSE_H

#include "base/error.h"
#include "sendmail-shim/mailq/print.h"

/* Prints what lies in the spool, oldest first.  ERROR_SYSTEM, ERROR_MEMORY. */
enum error_code browse_spool(
    const char *spool, struct print *p, struct error *e);

#endif
