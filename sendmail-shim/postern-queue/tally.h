/* SPDX-License-Identifier: ISC */
/*
 * What waits of whom in queue/, hold/ and failed/: counted from the files'
 * owners, once, and kept along with every file that comes or goes.
 */
#ifndef POSTERN_QUEUE_TALLY_H
#define POSTERN_QUEUE_TALLY_H

#include <stdbool.h>

#include "queue/limits.h"
#include "queue/spool.h"

/* A user; what queue-put was told last, to see how far that is off. */
struct tally_user {
	struct limits_use now;
	struct limits_use told;
};

struct tally {
	uid_t drop_uid;           /* whose files have the uid in their name */
	struct tally_user *users; /* by uid */
	size_t n;
	size_t size;
	bool changed; /* since queue-put was told */
};

/* Whether what lies there is counted. */
bool tally_counts(enum spool_dir d);

void tally_init(struct tally *t, uid_t drop_uid);
void tally_clear(struct tally *t);

/* Counts all directories anew; false when memory is short. */
bool tally_count(struct tally *t, const int dirs[SPOOL_DIRS]);

/*
 * Counts a message that has come into a directory, or is about to leave it.
 * One that cannot be looked at, and users beyond the memory, are passed over.
 */
void tally_add(struct tally *t, int dir_fd, const char *name);
void tally_subtract(struct tally *t, int dir_fd, const char *name);

/* Appends who has something to l's uses, at most max of them, and notes that
 * they were told; false when memory is short. */
bool tally_tell(struct tally *t, struct limits *l, size_t max);

/* Whether a user has come closer to a quota of l's since queue-put was told,
 * and so far (an eighth of it) that it has to know at once. */
bool tally_presses(const struct tally *t, const struct limits *l);

#endif
