/* SPDX-License-Identifier: ISC */
/* Telling queue-put the limits: drop/limits. */
#ifndef POSTERN_QUEUE_PUBLISH_H
#define POSTERN_QUEUE_PUBLISH_H

#include "conf/conf.h"
#include "sendmail-shim/postern-queue/store.h"

struct publish {
	struct limits limits; /* without uses */
	struct buf told;      /* the file's text, once it was written */
	bool ready;           /* limits are those of the settings */
	int64_t next;         /* monotonic second: not sooner, for uses alone */
};

void publish_init(struct publish *p);
void publish_clear(struct publish *p);

/* Takes the limits from the settings; users and groups are looked up now, and
 * who is not found is named in the log. */
void publish_settings(struct publish *p, const struct conf *c);

/*
 * Writes the file where it would say something else: at once for other limits
 * or for a user with much waiting, else once a second.
 */
void publish_limits(struct publish *p, struct store *s, int64_t now);

/* The same at once: before the end. */
void publish_rest(struct publish *p, struct store *s);

/* Whether there is something to be written later. */
bool publish_waits(const struct publish *p, const struct store *s);

#endif
