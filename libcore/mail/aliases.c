/* SPDX-License-Identifier: ISC */
/* Reading the aliases file: putting entries together from lines. */
#include "config.h"

#include <stdlib.h>

#include "base/limits.h"
#include "mail/aliases.h"
#include "mail/aliases_entry.h"
#include "mail/aliases_table.h"
#include "sys/file.h"

static struct view
next_line(struct view *rest)
{
	struct view line;

	if (!view_split(rest, '\n', &line))
		return (struct view){NULL, 0};
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Comments and lines without anything. */
static bool
is_nothing(struct view line)
{
	struct view trimmed = view_trim(line);

	return trimmed.n == 0 || trimmed.p[0] == '#';
}

static bool
is_continuation(struct view line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* Reads all entries, each put together from its lines. */
static bool
take_text(struct aliases_reading *r, struct view rest)
{
	unsigned number = 0;
	struct buf entry;
	bool ok = true;

	buf_init(&entry, LIMIT_SETTINGS_FILE);
	while (ok && rest.p != NULL) {
		struct view line = next_line(&rest);

		number++;
		if (is_nothing(line))
			continue;
		if (!is_continuation(line)) {
			if (entry.n > 0)
				ok = aliases_entry_take(r, buf_view(&entry));
			buf_reset(&entry);
			r->line = number;
		}
		buf_add(&entry, line);
	}
	if (ok && entry.n > 0)
		ok = aliases_entry_take(r, buf_view(&entry));
	ok = ok && !entry.failed;
	buf_clear(&entry);
	return ok;
}

enum error_code
aliases_parse(struct view text, const char *file, aliases_problem_fn *fn,
    void *arg, struct aliases **out, struct error *e)
{
	struct aliases_reading r = {.fn = fn, .arg = arg};

	*out = NULL;
	r.a = calloc(1, sizeof(*r.a));
	if (r.a != NULL)
		r.a->file = view_dup(view_of(file));
	if (r.a == NULL || r.a->file == NULL || !take_text(&r, text)) {
		aliases_free(&r.a);
		return error_set(e, ERROR_MEMORY, "%s: no memory", file);
	}
	*out = r.a;
	return ERROR_NONE;
}

enum error_code
aliases_load(const char *file, aliases_problem_fn *fn, void *arg,
    struct aliases **out, struct error *e)
{
	struct buf b;
	enum error_code code;

	*out = NULL;
	buf_init(&b, LIMIT_SETTINGS_FILE);
	code = file_read(file, &b, e);
	if (code == ERROR_NONE || code == ERROR_NOTFOUND)
		code = aliases_parse(buf_view(&b), file, fn, arg, out, e);
	buf_clear(&b);
	return code;
}

void
aliases_free(struct aliases **a)
{
	if (*a == NULL)
		return;
	for (size_t i = 0; i < (*a)->n; i++) {
		free((*a)->list[i].name);
		free((*a)->list[i].wrong);
		buf_clear(&(*a)->list[i].targets);
	}
	free((*a)->list);
	free((*a)->file);
	free(*a);
	*a = NULL;
}
