/* SPDX-License-Identifier: ISC */
/* One attempt at a login server, by the worker that speaks with it. */
#ifndef ADMIN_TRY_H
#define ADMIN_TRY_H

#include "conf/conf.h"
#include "flow/attempt.h"

/* "scheme://host:port" to dst; false when it does not fit. */
bool try_url(const struct endpoint *server, char *dst, size_t size);

/* What imap-check is told about a section's servers. */
bool try_fill(const struct conf_login *login, struct attempt_server *out);

typedef void try_trace_fn(void *arg, const struct attempt_trace *trace);

/*
 * Starts imap-check (at program) and has it log in, or with reach_only and
 * NULL for the credentials judge the server.  Tells fn of each step.
 * ERROR_NONE with the verdict; ERROR_SYSTEM and the like when the worker did not do its work.
 */
enum error_code try_attempt(const char *program,
    const struct attempt_server *server,
    const struct attempt_credentials *credentials, try_trace_fn *fn, void *arg,
    struct attempt_verdict *out, struct error *e);

#endif
