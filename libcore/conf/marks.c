/* SPDX-License-Identifier: ISC */
/* The list of sections and keys with their lines. */
#include "config.h"

#include <stdlib.h>

#include "conf/marks.h"

bool
marks_add(struct marks *m, struct mark mark)
{
	if (m->n == m->room) {
		size_t room = m->room != 0 ? m->room * 2 : 16;
		struct mark *list = reallocarray(m->list, room, sizeof(*list));

		if (list == NULL)
			return false;
		m->list = list;
		m->room = room;
	}
	m->list[m->n++] = mark;
	return true;
}

void
marks_clear(struct marks *m)
{
	free(m->list);
	*m = (struct marks){NULL, 0, 0};
}

const struct mark *
marks_find_key(const struct marks *m, struct view name)
{
	for (size_t i = m->n; i > 0 && !m->list[i - 1].is_section; i--)
		if (view_eq(m->list[i - 1].name, name))
			return &m->list[i - 1];
	return NULL;
}

const struct mark *
marks_last_section(const struct marks *m)
{
	for (size_t i = m->n; i > 0; i--)
		if (m->list[i - 1].is_section)
			return &m->list[i - 1];
	return NULL;
}

static const struct mark *
find_section(const struct marks *m, const char *name, size_t nth)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->list[i].is_section &&
		    view_eq_str(m->list[i].name, name) && nth-- == 0)
			return &m->list[i];
	return NULL;
}

unsigned
marks_section_line(const struct marks *m, const char *name, size_t nth)
{
	const struct mark *section = find_section(m, name, nth);

	return section != NULL ? section->line : 0;
}

unsigned
marks_key_line(
    const struct marks *m, const char *name, size_t nth, const char *key)
{
	const struct mark *section = find_section(m, name, nth), *at;

	if (section == NULL)
		return 0;
	for (at = section + 1; at < m->list + m->n && !at->is_section; at++)
		if (view_eq_str(at->name, key))
			return at->line;
	return 0;
}
