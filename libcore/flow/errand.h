/* SPDX-License-Identifier: ISC */
/*
 * One conversation with imap-check over an open descriptor: what it is told,
 * and its verdict.  Who started it is the caller's business.
 */
#ifndef FLOW_ERRAND_H
#define FLOW_ERRAND_H

#include "conf/conf.h"
#include "flow/attempt.h"
#include "sys/deadline.h"

/*
 * What imap-check is told about a section's servers; false when that is longer
 * than a request can be.
 */
bool errand_fill(const struct conf_login *login, struct attempt_server *out);

/* Told of each step when server->trace asks for them. */
typedef void errand_trace_fn(void *arg, const struct attempt_trace *trace);

/*
 * Sends both (the server alone when it is reach_only: credentials may be NULL)
 * and waits for the verdict.  fn may be NULL.  ERROR_NONE when
 * there is one; ERROR_LATER when the deadline came first, ERROR_SYSTEM when
 * the worker ended without one, ERROR_PROTOCOL.
 */
enum error_code errand_run(int fd, const struct attempt_server *server,
    const struct attempt_credentials *credentials, struct deadline d,
    errand_trace_fn *fn, void *arg, struct attempt_verdict *out,
    struct error *e);

#endif
