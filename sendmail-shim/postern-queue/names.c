/* SPDX-License-Identifier: ISC */
/* Names by age. */
#include "config.h"

#include <stdlib.h>

#include "sendmail-shim/postern-queue/names.h"

#define FIRST_SIZE 256

void
names_init(struct names *s)
{
	*s = (struct names){.n = 0};
}

void
names_clear(struct names *s)
{
	free(s->list);
	*s = (struct names){.made = s->made};
}

bool
names_add(struct names *s, const struct item *it, enum control_place place,
    bool journal)
{
	if (s->n == s->size) {
		size_t size = s->size != 0 ? s->size * 2 : FIRST_SIZE;
		struct names_one *list =
		    reallocarray(s->list, size, sizeof(*list));

		if (list == NULL)
			return false;
		s->list = list;
		s->size = size;
	}
	s->list[s->n++] =
	    (struct names_one){{it->name[0], it->name[1]}, place, journal};
	return true;
}

static int
compare(const uint64_t a[2], const uint64_t b[2])
{
	for (int i = 0; i < 2; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* A message stands before its journal. */
static int
by_age(const void *a, const void *b)
{
	const struct names_one *x = a, *y = b;
	int order = compare(x->name, y->name);

	if (order != 0)
		return order;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (int)x->journal - (int)y->journal;
}

/* Those without a message go. */
static void
merge_journals(struct names *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct names_one *one = &s->list[i];
		struct names_one *before =
		    kept != 0 ? &s->list[kept - 1] : NULL;

		if (!one->journal)
			s->list[kept++] = *one;
		else if (before != NULL && before->place == one->place &&
		    compare(before->name, one->name) == 0)
			before->journal = true;
	}
	s->n = kept;
}

void
names_order(struct names *s)
{
	if (s->n != 0)
		qsort(s->list, s->n, sizeof(*s->list), by_age);
	merge_journals(s);
}

void
names_replace(struct names *s, struct names *fresh)
{
	unsigned made = s->made + 1;

	names_clear(s);
	*s = *fresh;
	s->made = made;
	names_init(fresh);
}

/* The first one behind a name.  Where a message has moved meanwhile, it has
 * the same name and is not told twice. */
static size_t
behind(const struct names *s, const uint64_t name[2])
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(s->list[middle].name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct names_one *
names_next(const struct names *s, struct names_cursor *c)
{
	const struct names_one *one;

	if (c->made != s->made) {
		c->at = c->begun ? behind(s, c->last) : 0;
		c->made = s->made;
	}
	if (c->at >= s->n)
		return NULL;
	one = &s->list[c->at++];
	c->begun = true;
	c->last[0] = one->name[0];
	c->last[1] = one->name[1];
	return one;
}
