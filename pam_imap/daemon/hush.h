/* SPDX-License-Identifier: ISC */
/*
 * How much of what users ask is in the log: LIMIT_USER_LINES lines of each at
 * once, and as many again in LIMIT_USER_LINES_MS; root's all.  What is above
 * that is counted, and a line says how many.  So nobody fills the disk, or has
 * the log's own limit (journald's) drop the lines about others.  Users above
 * LIMIT_HUSHED at a time are one.
 */
#ifndef PAM_IMAP_DAEMON_HUSH_H
#define PAM_IMAP_DAEMON_HUSH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/limits.h"
#include "sys/deadline.h"

struct hush_user {
	uid_t uid;
	int64_t empty_at; /* when it may log all its lines again */
	unsigned left;    /* lines that are not in the log */
};

struct hush {
	struct hush_user users[LIMIT_HUSHED + 1]; /* the last: all others */
	unsigned n;
	struct deadline due; /* for the line that says how many */
};

void hush_init(struct hush *h);

/* Whether one more line about this user's doing may be written now
 * (deadline_now()'s nanoseconds); if not, it is counted. */
bool hush_may_log(struct hush *h, uid_t uid, int64_t now);

/* Logs what was left out, and forgets it. */
void hush_report(struct hush *h);

#endif
