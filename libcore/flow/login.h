/* SPDX-License-Identifier: ISC */
/*
 * One login attempt: the first server that can be reached, connected before
 * the password is there, and a verdict on the password.
 */
#ifndef FLOW_LOGIN_H
#define FLOW_LOGIN_H

#include "base/error.h"
#include "base/trace.h"
#include "flow/attempt.h"
#include "flow/verdict.h"

struct login;

/*
 * Prepares an attempt; the TLS settings are read here.  server and trace's arg
 * stay the caller's and must live as long as the attempt; trace may be NULL.
 * ERROR_MEMORY; ERROR_SETTINGS for a URL or CA file that cannot be used.
 */
enum error_code login_new(const struct attempt_server *server, trace_fn *trace,
    void *arg, struct login **out, struct error *e);

/* Says good-bye to the server without waiting.  NULL is fine. */
void login_free(struct login **l);

/*
 * Connects, completes TLS and reads the greeting, and when the user is known
 * has the server ask for SCRAM's proof, which one password answers; trying the
 * servers in order and the next one only when one cannot be reached.  A failure
 * is kept for the verdict and returned.
 */
enum error_code login_begin(struct login *l);

/*
 * Logs in, after login_begin(), and judges.  A server that has closed the
 * connection since then is connected to once more, since nothing was sent; and
 * so are all, when none could be reached and that was a while ago.  The time
 * since login_begin() ended, while somebody typed, does not count.  A password
 * that is empty or cannot be sent is refused without a byte to the server.
 */
void login_finish(struct login *l, const struct attempt_credentials *c,
    struct attempt_verdict *out);

/* Judges the server after login_begin(), when there is no password to judge. */
void login_judge_server(const struct login *l, struct attempt_verdict *out);

/* The verdict that an error leads to. */
enum verdict login_verdict_of(enum error_code code);

#endif
