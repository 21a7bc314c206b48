/* SPDX-License-Identifier: ISC */
/*
 * The names of the messages in some places, by age: one list for all who go
 * through it, however many ask at a time.  It is made anew for whoever begins;
 * the others go on in it behind the name that they had last.
 */
#ifndef POSTERN_QUEUE_NAMES_H
#define POSTERN_QUEUE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "queue/control.h"
#include "sendmail-shim/postern-queue/list.h"

/* A message that an answer will come to. */
struct names_one {
	uint64_t name[2];
	enum control_place place;
	bool journal; /* it has one; known of listed directories only */
};

struct names {
	struct names_one *list;
	size_t n;
	size_t size;
	unsigned made; /* how often it was replaced */
};

/* Where somebody is in it; all zero at its front. */
struct names_cursor {
	size_t at;
	unsigned made;
	bool begun;
	uint64_t last[2];
};

void names_init(struct names *s);
void names_clear(struct names *s);

/* Adds a message, or a journal; false when memory is short. */
bool names_add(struct names *s, const struct item *it, enum control_place place,
    bool journal);

/* Orders them; journals become a note at their message. */
void names_order(struct names *s);

/* Puts fresh, an ordered list, in the place of the one that was there. */
void names_replace(struct names *s, struct names *fresh);

/* The next one, valid until the list is replaced; NULL at its end. */
const struct names_one *names_next(
    const struct names *s, struct names_cursor *c);

#endif
