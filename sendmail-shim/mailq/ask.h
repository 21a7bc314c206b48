/* SPDX-License-Identifier: ISC */
/* Asking the runner over queue.sock. */
#ifndef MAILQ_ASK_H
#define MAILQ_ASK_H

#include "base/error.h"
#include "sendmail-shim/mailq/print.h"

/*
 * Prints what the runner behind the socket at path lists.  ERROR_NOTFOUND when
 * nobody listens there; ERROR_DENIED with the runner's words; others when the
 * conversation breaks.
 */
enum error_code ask_list(const char *path, struct print *p, struct error *e);

/* Has everything tried now; prints how things stand. The same errors. */
enum error_code ask_flush(const char *path, struct print *p, struct error *e);

#endif
