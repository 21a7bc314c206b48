/* SPDX-License-Identifier: ISC */
/* Reading lists in other files, one after the other. */
#include "config.h"

#include "mail/aliases_list.h"
#include "base/limits.h"

/* The list at path, which is new when nobody has named it yet; NULL when
 * memory is short. */
static struct alias *
find_or_add(struct aliases_reading *r, struct view path)
{
	struct alias *list = aliases_table_find(&r->a->lists, path);

	if (list != NULL)
		return list;
	list = aliases_table_add(&r->a->lists, path, r->a->n);
	if (list == NULL)
		return NULL;
	r->a->n++;
	list->file = r->file;
	list->line = r->line;
	list->depth = r->depth + 1;
	return list;
}

static const char *
why_not(const struct aliases_reading *r, struct view path)
{
	if (r->reader->read == NULL)
		return "lists in other files are not read here";
	if (path.n == 0 || path.p[0] != '/')
		return "the path of a list begins with '/'";
	if (path.n >= LIMIT_PATH || view_has_control(path))
		return "this cannot be a path";
	if (r->depth == ALIASES_LIST_DEPTH)
		return "lists name lists too deeply";
	if (r->a->lists.n == ALIASES_LISTS &&
	    aliases_table_find(&r->a->lists, path) == NULL)
		return "there are too many lists";
	return NULL;
}

bool
aliases_list_add(
    struct aliases_reading *r, struct alias *entry, struct view path)
{
	const char *why = why_not(r, path);

	if (why != NULL) {
		aliases_complain(r, entry, "%s: :include:%.*s: %s", entry->name,
		    VIEW_ARG(path), why);
		return !r->failed;
	}
	if (find_or_add(r, path) == NULL)
		return false;
	buf_add_byte(&entry->targets, ALIASES_LIST_MARK);
	buf_add(&entry->targets, path);
	return buf_add_byte(&entry->targets, '\0');
}

/* Each line of a list is one of targets; an empty list is none at all. */
static bool
take_text(struct aliases_reading *r, struct alias *list, struct view rest)
{
	unsigned number = 0;
	struct view line;

	r->file = list->name;
	r->depth = list->depth;
	while (aliases_line_next(&rest, &number, &line)) {
		r->line = number;
		if (!aliases_entry_add(r, list, line))
			return false;
	}
	return true;
}

static bool
read_list(struct aliases_reading *r, struct alias *list)
{
	size_t left = ALIASES_LIST_BYTES - r->a->bytes;
	struct error e;
	struct buf b;
	enum error_code code;
	bool ok;

	buf_init(&b, left < LIMIT_SETTINGS_FILE ? left : LIMIT_SETTINGS_FILE);
	code = r->reader->read(r->reader->read_arg, list->name, &b, &e);
	r->file = list->file;
	r->line = list->line;
	if (code == ERROR_NONE) {
		r->a->bytes += b.n;
		ok = take_text(r, list, buf_view(&b));
	} else {
		aliases_complain(
		    r, list, ":include:%s: %s", list->name, e.text);
		ok = code != ERROR_MEMORY && !r->failed;
	}
	buf_clear(&b);
	return ok;
}

bool
aliases_list_read_all(struct aliases_reading *r)
{
	for (size_t i = 0; i < r->a->lists.n; i++)
		if (!read_list(r, r->a->lists.list[i]))
			return false;
	return true;
}
