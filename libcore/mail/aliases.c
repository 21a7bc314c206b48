/* SPDX-License-Identifier: ISC */
/* Reading the aliases file: putting entries together from lines. */
#include "config.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/aliases.h"
#include "mail/aliases_entry.h"
#include "mail/aliases_list.h"
#include "mail/aliases_table.h"
#include "sys/file.h"
#include "sys/trusted.h"

static bool
is_continuation(struct view line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* Reads all entries, each put together from its lines. */
static bool
take_text(struct aliases_reading *r, struct view rest)
{
	struct view line;
	unsigned number = 0;
	struct buf entry;
	bool ok = true;

	buf_init(&entry, LIMIT_SETTINGS_FILE);
	while (ok && aliases_line_next(&rest, &number, &line)) {
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
aliases_parse(struct view text, const char *file,
    const struct aliases_reader *reader, struct aliases **out, struct error *e)
{
	struct aliases_reading r = {.reader = reader};

	*out = NULL;
	r.a = calloc(1, sizeof(*r.a));
	if (r.a != NULL)
		r.a->file = view_dup(view_of(file));
	if (r.a != NULL)
		r.a->lists.cased = true;
	if (r.a == NULL || r.a->file == NULL) {
		aliases_free(&r.a);
		return error_set(e, ERROR_MEMORY, "%s: no memory", file);
	}
	r.file = r.a->file;
	if (!take_text(&r, text) || !aliases_list_read_all(&r)) {
		aliases_free(&r.a);
		return error_set(e, ERROR_MEMORY, "%s: no memory", file);
	}
	*out = r.a;
	return ERROR_NONE;
}

static enum error_code
read_opened(int fd, const char *path, struct buf *b, struct error *e)
{
	enum error_code code;

	if (fd < 0)
		return e->code;
	code = file_read_fd(fd, path, b, e);
	close(fd);
	return code;
}

/* The aliases_read_fn's: for root's files, and for any. */
static enum error_code
read_trusted(void *arg, const char *path, struct buf *b, struct error *e)
{
	(void)arg;
	return read_opened(trusted_open(path, e), path, b, e);
}

static enum error_code
read_any(void *arg, const char *path, struct buf *b, struct error *e)
{
	(void)arg;
	return file_read(path, b, e);
}

enum error_code
aliases_load(const char *file, bool check_owner, aliases_problem_fn *fn,
    void *arg, struct aliases **out, struct error *e)
{
	struct aliases_reader reader = {.problem = fn,
	    .problem_arg = arg,
	    .read = check_owner ? read_trusted : read_any};
	struct stat unused;
	struct buf b;
	enum error_code code;

	*out = NULL;
	buf_init(&b, LIMIT_SETTINGS_FILE);
	code = check_owner
	    ? read_opened(file_open_trusted(file, &unused, e), file, &b, e)
	    : file_read(file, &b, e);
	if (code == ERROR_NONE || code == ERROR_NOTFOUND)
		code = aliases_parse(buf_view(&b), file, &reader, out, e);
	buf_clear(&b);
	return code;
}

void
aliases_free(struct aliases **a)
{
	if (*a == NULL)
		return;
	aliases_table_clear(&(*a)->names);
	aliases_table_clear(&(*a)->lists);
	free((*a)->file);
	free(*a);
	*a = NULL;
}
