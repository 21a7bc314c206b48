/* SPDX-License-Identifier: ISC */
/*
 * What LIST says of the messages in queue/, kept packed, so that mailq does not
 * have to read thousands of files.  A message never changes; its journal does,
 * and whoever writes one, or moves a message, forgets what was known of it.
 * Nothing depends on it: what is not known is read.
 */
#ifndef POSTERN_QUEUE_KNOWN_H
#define POSTERN_QUEUE_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "queue/listing.h"

/* Memory that it takes at most: 100,000 messages that wait for the first time
 * need 11 MB. */
#define KNOWN_MAX (14UL * 1024 * 1024)

struct known_message;

struct known {
	struct known_message **heads; /* by name */
	size_t n_heads;               /* a power of two, or 0 */
	size_t n;
	size_t bytes; /* of all of it, malloc()'s share too */
	size_t max;
};

void known_init(struct known *k, size_t max);
void known_clear(struct known *k);

/* Keeps what was read of the message called name, if there is room for it.  A
 * journal counts where it was read (whole). */
void known_note(struct known *k, const char *name, const struct message *m,
    const struct journal *j);

/* Forgets it; any name will do. */
void known_forget(struct known *k, const char *name);

/* Whether anything is known; whether it has no room for more. */
bool known_has(const struct known *k, const char *name);
bool known_is_full(const struct known *k);

/*
 * Describes the message called name, which lies in queue/ with or without a
 * journal.  False when that is not known.
 */
bool known_load(
    const struct known *k, const char *name, bool journal, struct listing *out);

#endif
