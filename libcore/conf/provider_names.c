/* SPDX-License-Identifier: ISC */
/* The names of provider files, and which of them somebody may have meant. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "conf/provider.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SUFFIX ".conf"

/* Calls fn with each name in a directory; false when fn returned false. */
static bool
walk_directory(const char *directory, provider_name_fn *fn, void *arg)
{
	DIR *d = opendir(directory);
	struct dirent *entry;
	char name[LIMIT_LABEL + 1];
	bool go_on = true;

	while (go_on && d != NULL && (entry = readdir(d)) != NULL) {
		struct view v = view_of(entry->d_name);
		size_t dot = view_find_last(v, '.');

		if (view_eq_str(view_from(v, dot), SUFFIX) &&
		    provider_check_name(view_before(v, dot)) &&
		    view_copy(view_before(v, dot), name, sizeof(name)))
			go_on = fn(arg, name);
	}
	if (d != NULL)
		closedir(d);
	return go_on;
}

bool
provider_walk_own(
    const struct provider_places *places, provider_name_fn *fn, void *arg)
{
	return walk_directory(places->own, fn, arg);
}

void
provider_walk(
    const struct provider_places *places, provider_name_fn *fn, void *arg)
{
	if (provider_walk_own(places, fn, arg))
		walk_directory(places->shipped, fn, arg);
}

/* How many letters must be put in, taken out or changed to make b of a. */
static unsigned
distance(struct view a, struct view b)
{
	unsigned row[LIMIT_LABEL + 1];

	for (unsigned k = 0; k <= b.n; k++)
		row[k] = k;
	for (size_t i = 0; i < a.n; i++) {
		unsigned diagonal = row[0]++;

		for (size_t k = 0; k < b.n; k++) {
			unsigned change = diagonal + (a.p[i] != b.p[k]);
			unsigned least =
			    row[k] < row[k + 1] ? row[k] : row[k + 1];

			diagonal = row[k + 1];
			row[k + 1] = change <= least ? change : least + 1;
		}
	}
	return row[b.n];
}

/* The best so far, the best first. */
struct search {
	struct view name;
	struct {
		unsigned distance;
		char name[LIMIT_LABEL + 1];
	} best[3];
	size_t n;
};

static bool
has_name(const struct search *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->best[i].name, name) == 0)
			return true;
	return false;
}

/* Takes a name in whose distance is small for the length of what was asked. */
static bool
consider(void *arg, const char *name)
{
	struct search *s = arg;
	unsigned d = distance(s->name, view_of(name));
	bool part = s->name.n > 2 && view_starts(view_of(name), s->name.p);
	size_t i;

	if (part)
		d = 1;
	if (d > s->name.n / 3 + 1 || has_name(s, name))
		return true;
	for (i = s->n; i > 0 && s->best[i - 1].distance > d; i--)
		if (i < COUNT(s->best))
			s->best[i] = s->best[i - 1];
	if (i == COUNT(s->best))
		return true;
	s->best[i].distance = d;
	view_copy(view_of(name), s->best[i].name, sizeof(s->best[i].name));
	if (s->n < COUNT(s->best))
		s->n++;
	return true;
}

void
provider_nearest(const struct provider_places *places, const char *name,
    char *dst, size_t size)
{
	struct search s = {.name = view_of(name)};
	struct buf words;

	buf_init(&words, size - 1);
	if (s.name.n <= LIMIT_LABEL)
		provider_walk(places, consider, &s);
	for (size_t i = 0; i < s.n; i++)
		buf_printf(&words, "%s%s", i > 0 ? ", " : "", s.best[i].name);
	view_copy(buf_view(&words), dst, size);
	buf_clear(&words);
}
