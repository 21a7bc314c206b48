/* SPDX-License-Identifier: ISC */
/* The list of waiting messages: a binary heap of values. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "sendmail-shim/postern-queue/list.h"

/* More than LIST_TAKEN, so that one step always suffices. */
#define FIRST_SIZE (2 * LIST_TAKEN)
#define NAME_DIGITS 16

void
list_init(struct list *l)
{
	*l = (struct list){0};
}

void
list_clear(struct list *l)
{
	free(l->items);
	list_init(l);
}

static uint64_t
from_hex(const char *p)
{
	uint64_t n = 0;

	for (size_t i = 0; i < NAME_DIGITS; i++)
		n = n * 16 +
		    (uint64_t)(p[i] <= '9' ? p[i] - '0' : p[i] - 'a' + 10);
	return n;
}

struct item
item_of(struct view name)
{
	return (struct item){
	    .name = {from_hex(name.p), from_hex(name.p + NAME_DIGITS + 1)},
	};
}

void
item_name(const struct item *it, char dst[SPOOL_NAME + 1])
{
	snprintf(dst, SPOOL_NAME + 1, "%016" PRIx64 "-%016" PRIx64, it->name[0],
	    it->name[1]);
}

static bool
before(const struct item *a, const struct item *b)
{
	if (a->due != b->due)
		return a->due < b->due;
	if (a->name[0] != b->name[0])
		return a->name[0] < b->name[0];
	return a->name[1] < b->name[1];
}

static void
swap(struct item *a, struct item *b)
{
	struct item t = *a;

	*a = *b;
	*b = t;
}

static void
sift_up(struct list *l, size_t i)
{
	while (i > 0 && before(&l->items[i], &l->items[(i - 1) / 2])) {
		swap(&l->items[i], &l->items[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
}

static void
sift_down(struct list *l, size_t i)
{
	for (;;) {
		size_t least = i, left = 2 * i + 1, right = 2 * i + 2;

		if (left < l->n && before(&l->items[left], &l->items[least]))
			least = left;
		if (right < l->n && before(&l->items[right], &l->items[least]))
			least = right;
		if (least == i)
			return;
		swap(&l->items[i], &l->items[least]);
		i = least;
	}
}

bool
list_make_room(struct list *l)
{
	size_t size = l->size + l->size / 2 + FIRST_SIZE;
	struct item *items;

	if (l->size - l->n > LIST_TAKEN)
		return true;
	items = reallocarray(l->items, size, sizeof(*items));
	if (items == NULL)
		return false;
	l->items = items;
	l->size = size;
	return true;
}

void
list_add(struct list *l, const struct item *it)
{
	l->items[l->n] = *it;
	sift_up(l, l->n++);
}

const struct item *
list_first(const struct list *l)
{
	return l->n != 0 ? l->items : NULL;
}

struct item
list_take(struct list *l)
{
	struct item it = l->items[0];

	l->items[0] = l->items[--l->n];
	sift_down(l, 0);
	return it;
}

static void
order(struct list *l)
{
	for (size_t i = l->n / 2; i-- > 0;)
		sift_down(l, i);
}

void
list_hurry(struct list *l, bool unresolved_only)
{
	for (size_t i = 0; i < l->n; i++) {
		struct item *it = &l->items[i];

		if (unresolved_only && !it->unresolved)
			continue;
		it->due = 0;
		it->hurry = true;
	}
	order(l);
}

void
list_bound(struct list *l, int64_t latest)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].due > latest)
			l->items[i].due = latest;
	order(l);
}

/* A list_fn for the first one; arg is where it goes, not bound before. */
static bool
is_first_bound(void *arg, struct item *it)
{
	struct item *out = arg;

	if (out->bound || !it->bound)
		return false;
	*out = *it;
	return true;
}

bool
list_take_bound(struct list *l, struct item *out)
{
	*out = (struct item){.bound = false};
	list_remove(l, is_first_bound, out);
	return out->bound;
}

bool
item_eq(const struct item *a, const struct item *b)
{
	return a->name[0] == b->name[0] && a->name[1] == b->name[1];
}

bool
list_has(const struct list *l, const struct item *it)
{
	for (size_t i = 0; i < l->n; i++)
		if (item_eq(&l->items[i], it))
			return true;
	return false;
}

void
list_remove(struct list *l, list_fn *fn, void *arg)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++)
		if (!fn(arg, &l->items[i]))
			l->items[kept++] = l->items[i];
	l->n = kept;
	order(l);
}
