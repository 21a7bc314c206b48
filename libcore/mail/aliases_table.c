/* SPDX-License-Identifier: ISC */
/* Finding entries of the aliases by name. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "mail/aliases_table.h"

/* FNV-1a, 64 bits. */
#define HASH_FIRST 0xcbf29ce484222325ULL
#define HASH_PRIME 0x100000001b3ULL
#define FIRST_SIZE 16

static uint64_t
hash(struct view name)
{
	uint64_t sum = HASH_FIRST;

	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		sum = (sum ^ c) * HASH_PRIME;
	}
	return sum ^ (sum >> 32);
}

static bool
is_named(const struct aliases_table *t, size_t place, struct view name)
{
	const char *own = t->list[place - 1]->name;

	return t->cased ? view_eq_str(name, own) : view_eq_case_str(name, own);
}

/* The place of the name, or the free one where it would go.  At most half of
 * the places, a power of two, are taken. */
static size_t
place_of(const struct aliases_table *t, struct view name)
{
	size_t at = (size_t)hash(name) & (t->n_places - 1);

	while (t->places[at] != 0 && !is_named(t, t->places[at], name))
		at = (at + 1) & (t->n_places - 1);
	return at;
}

struct alias *
aliases_table_find(const struct aliases_table *t, struct view name)
{
	size_t at;

	if (t->n == 0)
		return NULL;
	at = t->places[place_of(t, name)];
	return at != 0 ? t->list[at - 1] : NULL;
}

/* Room for one more in the list and, twice that, among the places. */
static bool
grow(struct aliases_table *t)
{
	size_t size = t->size != 0 ? 2 * t->size : FIRST_SIZE;
	void *list = reallocarray(t->list, size, sizeof(struct alias *));
	size_t *places;

	if (list == NULL)
		return false;
	t->list = list;
	places = calloc(2 * size, sizeof(*places));
	if (places == NULL)
		return false;
	free(t->places);
	t->places = places;
	t->n_places = 2 * size;
	t->size = size;
	for (size_t i = 0; i < t->n; i++)
		places[place_of(t, view_of(t->list[i]->name))] = i + 1;
	return true;
}

struct alias *
aliases_table_add(struct aliases_table *t, struct view name, size_t id)
{
	struct alias *entry;

	if (t->n == t->size && !grow(t))
		return NULL;
	entry = calloc(1, sizeof(*entry));
	if (entry == NULL)
		return NULL;
	buf_init(&entry->targets, LIMIT_SETTINGS_FILE);
	entry->id = id;
	entry->name = view_dup(name);
	if (entry->name == NULL) {
		free(entry);
		return NULL;
	}
	t->places[place_of(t, name)] = t->n + 1;
	t->list[t->n++] = entry;
	return entry;
}

void
aliases_table_clear(struct aliases_table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->list[i]->name);
		free(t->list[i]->wrong);
		buf_clear(&t->list[i]->targets);
		free(t->list[i]);
	}
	free(t->list);
	free(t->places);
	*t = (struct aliases_table){.n = 0};
}
