/* SPDX-License-Identifier: ISC */
/* One attempt at a login server, by the worker that speaks with it. */
#ifndef ADMIN_TRY_H
#define ADMIN_TRY_H

#include "flow/errand.h"

/*
 * Starts imap-check (at program) for one errand (see errand_run()) and waits
 * for its end.  ERROR_NONE with the verdict; ERROR_SYSTEM and the like when
 * the worker did not do its work.
 */
enum error_code try_attempt(const char *program,
    const struct attempt_server *server,
    const struct attempt_credentials *credentials, errand_trace_fn *fn,
    void *arg, struct attempt_verdict *out, struct error *e);

#endif
