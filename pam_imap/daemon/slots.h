/* SPDX-License-Identifier: ISC */
/*
 * How many logins run at a time, and whose turn is next: LIMIT_LOGIN_SLOTS in
 * all, half of them root's alone, LIMIT_LOGIN_SLOTS_USER of any other user.
 * Who comes above that waits in order; one that may not run yet does not hold
 * up those behind it.  No I/O.
 */
#ifndef PAM_IMAP_DAEMON_SLOTS_H
#define PAM_IMAP_DAEMON_SLOTS_H

#include <stdbool.h>
#include <sys/types.h>

/* One login's place, a member of its owner's memory; zeroed: in no queue. */
struct slots_place {
	struct slots_place *next;
	uid_t uid; /* who asked */
	bool joined;
	bool running;
};

struct slots {
	struct slots_place *first; /* in the order of their coming */
	unsigned running;
	unsigned running_others; /* than root's */
};

/* Puts it behind all others. */
void slots_join(struct slots *s, struct slots_place *place, uid_t uid);

/* The first that waits and may run, which runs from now on; NULL for none. */
struct slots_place *slots_next(struct slots *s);

/* Takes it out, running or not; one that is in no queue is fine. */
void slots_leave(struct slots *s, struct slots_place *place);

#endif
