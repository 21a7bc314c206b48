/* SPDX-License-Identifier: ISC */
/*
 * Protecting the provider from this host, and the people here from strangers:
 * failures are counted and refused passwords remembered, in memory, so that
 * neither gets the host banned.  No I/O; times are the caller's.
 *
 * Failures count for an account from one remote host, for a remote host (of
 * an IPv6 address its /64), and for a login section's servers, whichever of
 * the sections that have the same.  Callers of this machine have buckets of
 * their own in tables of their own, which no remote host fills: a stranger
 * cannot lock an owner out of his own screen.  Nor can another person here
 * lock out a screen locker that runs as its user.
 *
 * A check takes nothing: who got past it counts only when his failure is
 * noted.  So check again when a login's turn comes, right before the server
 * is asked; what is under way then overfills the bucket (throttle.h).
 */
#ifndef PAM_IMAP_DAEMON_GUARD_H
#define PAM_IMAP_DAEMON_GUARD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/secret.h"
#include "conf/conf.h"
#include "flow/verdict.h"

struct guard;

/* Who tries to log in, as what, at which section's servers. */
struct guard_try {
	const char *address;            /* the mailbox */
	const char *rhost;              /* PAM's, if root said so; or empty */
	uid_t caller;                   /* the peer's */
	const struct conf_login *login; /* its domain and rates */
};

/* ERROR_MEMORY; ERROR_SYSTEM when the system gives no random bytes. */
enum error_code guard_new(struct guard **out, struct error *e);
void guard_free(struct guard **g);

/*
 * Whether this one may ask the server now (deadline_now()'s nanoseconds).
 * ERROR_NONE, or ERROR_LIMIT with who failed how often in the text.
 */
enum error_code guard_check(
    struct guard *g, const struct guard_try *t, int64_t now, struct error *e);

/*
 * Whether this password was refused for the address within LIMIT_REFUSED_MS:
 * kept as an HMAC by a key that only this process has.  False also when
 * memory is short.
 */
bool guard_was_refused(struct guard *g, const struct guard_try *t,
    const struct secret *password, int64_t now);

/*
 * Notes what came of a try, once.  asked: the server was, and not our memory
 * or a stored password.  VERDICT_REFUSED counts as a failure, for the server
 * and as a password to remember only when asked: a stored password that did
 * not verify is VERDICT_REFUSED, not asked.  VERDICT_SUCCESS forgets the
 * failures of this account from this host, and when asked what was refused.
 * The rest says nothing about the password.
 */
void guard_note(struct guard *g, const struct guard_try *t,
    const struct secret *password, enum verdict verdict, bool asked,
    int64_t now);

/*
 * Notes a connection that its caller gave up before there was a verdict.  One
 * that was only opened ahead is a failure of its remote host, and nobody's
 * where there is none.  told: the server has been sent a password and may count
 * it, so it counts like one that was refused, but is not remembered.
 */
void guard_note_abandoned(
    struct guard *g, const struct guard_try *t, bool told, int64_t now);

#endif
