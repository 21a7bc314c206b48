/* SPDX-License-Identifier: ISC */
/* Looking into passwd and group. */
#include "config.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/num.h"
#include "sys/file.h"
#include "users/files.h"

static const char *const databases[] = {"passwd", "group"};

/* The first two fields that matter, which both files have: 1 and 3. */
struct entry {
	struct view name;
	uint64_t number;
};

static bool
parse_entry(struct view line, struct entry *out)
{
	struct view password, number;

	return view_split(&line, ':', &out->name) &&
	    view_split(&line, ':', &password) &&
	    view_split(&line, ':', &number) &&
	    num_parse(number, 0, UINT32_MAX, &out->number);
}

/* A look before parsing: most lines are about others. */
static bool
begins_with_name(struct view line, struct view name)
{
	return line.n > name.n && line.p[name.n] == ':' &&
	    view_eq(view_before(line, name.n), name);
}

static enum error_code
read_database(
    const char *etc_dir, const char *file, struct buf *b, struct error *e)
{
	char path[LIMIT_PATH];
	int n = snprintf(path, sizeof(path), "%s/%s", etc_dir, file);

	buf_init(b, LIMIT_FILES_DATABASE);
	if (n < 0 || n >= (int)sizeof(path))
		return error_set(e, ERROR_LIMIT, "%s: too long", etc_dir);
	return file_read(path, b, e);
}

static enum error_code
find(const char *etc_dir, const char *file, struct view name, uint64_t *out,
    struct error *e)
{
	struct buf b;
	struct view rest, line;
	struct entry entry;
	enum error_code code = read_database(etc_dir, file, &b, e);
	bool found = false;

	rest = buf_view(&b);
	while (code == ERROR_NONE && !found && view_split(&rest, '\n', &line))
		found = begins_with_name(line, name) &&
		    parse_entry(line, &entry) && view_eq(entry.name, name);
	if (found)
		*out = entry.number;
	else if (code == ERROR_NONE)
		code = error_set(e, ERROR_NOTFOUND, "%.*s is not in %s/%s",
		    VIEW_ARG(name), etc_dir, file);
	else if (code == ERROR_NOTFOUND)
		code = ERROR_SYSTEM;
	buf_clear(&b);
	return code;
}

enum error_code
files_find_user(
    const char *etc_dir, struct view name, uid_t *uid_out, struct error *e)
{
	uint64_t n = 0;
	enum error_code code = find(etc_dir, "passwd", name, &n, e);

	if (code == ERROR_NONE)
		*uid_out = (uid_t)n;
	return code;
}

enum error_code
files_find_group(
    const char *etc_dir, struct view name, gid_t *gid_out, struct error *e)
{
	uint64_t n = 0;
	enum error_code code = find(etc_dir, "group", name, &n, e);

	if (code == ERROR_NONE)
		*gid_out = (gid_t)n;
	return code;
}

static enum error_code
check_free_in(const char *etc_dir, const char *file, struct view name,
    uid_t number, struct error *e)
{
	struct buf b;
	struct view rest, line;
	struct entry entry;
	enum error_code code = read_database(etc_dir, file, &b, e);

	rest = buf_view(&b);
	while (code == ERROR_NONE && view_split(&rest, '\n', &line))
		if (parse_entry(line, &entry) &&
		    (entry.number == number || view_eq(entry.name, name)))
			code = error_set(e, ERROR_EXISTS,
			    "%.*s has number %u in %s/%s", VIEW_ARG(entry.name),
			    (unsigned)entry.number, etc_dir, file);
	buf_clear(&b);
	return code;
}

enum error_code
files_check_free(
    const char *etc_dir, struct view name, uid_t number, struct error *e)
{
	for (size_t i = 0; i < sizeof(databases) / sizeof(databases[0]); i++) {
		enum error_code code =
		    check_free_in(etc_dir, databases[i], name, number, e);

		if (code != ERROR_NONE)
			return code == ERROR_NOTFOUND ? ERROR_SYSTEM : code;
	}
	return ERROR_NONE;
}
