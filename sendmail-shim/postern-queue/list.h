/* SPDX-License-Identifier: ISC */
/*
 * The messages that wait, in memory: a small record each, ordered by when they
 * are due and then by age.  Everything else about them stays on disk.
 */
#ifndef POSTERN_QUEUE_LIST_H
#define POSTERN_QUEUE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"
#include "queue/spool.h"

/* One waiting message: a plain value, kept small for 100,000 of them. */
struct item {
	uint64_t name[2];    /* the queue id's two numbers */
	int64_t due;         /* seconds since 1970; 0: at once */
	uint32_t last;       /* monotonic second of the last attempt, or 0 */
	bool unresolved : 1; /* a name without an alias holds it */
	bool hurry : 1;      /* never mind what the journal says about when */
	bool bound : 1; /* waits for a detour to the relay it is bound to */
	uint8_t avoid;  /* the number of a route that breaks at it, from 1; 0 */
	uint16_t young; /* monotonic hour: it is not too old before, or 0 */
};

struct list {
	struct item *items; /* a heap: the first is due first */
	size_t n;
	size_t size;
};

void list_init(struct list *l);
void list_clear(struct list *l);

/* An item from a name that spool_check_name() accepts, and the name again. */
struct item item_of(struct view name);
void item_name(const struct item *it, char dst[SPOOL_NAME + 1]);

/* Room for one more and for LIST_TAKEN to be put back; false without memory. */
#define LIST_TAKEN 256
bool list_make_room(struct list *l);

/* Adds a copy: of a new one after list_make_room(), or of one that was taken.
 */
void list_add(struct list *l, const struct item *it);

/* The one that is due first, or NULL; taking it off. */
const struct item *list_first(const struct list *l);
struct item list_take(struct list *l);

/* Makes all of them, or the unresolved ones only, due at once, hurried. */
void list_hurry(struct list *l, bool unresolved_only);

/* Takes one out that is bound; false when there is none. */
bool list_take_bound(struct list *l, struct item *out);

/* Whether both are the same message; whether it is in the list: a search. */
bool item_eq(const struct item *a, const struct item *b);
bool list_has(const struct list *l, const struct item *it);

/* Takes those out for which fn says so, which may change what does not order
 * them. */
typedef bool list_fn(void *arg, struct item *it);
void list_remove(struct list *l, list_fn *fn, void *arg);

/* No item is due later than this: for a clock that was set back. */
void list_bound(struct list *l, int64_t latest);

#endif
