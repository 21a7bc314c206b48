/* SPDX-License-Identifier: ISC */
/* Reading of a long accounts file only what is about one name. */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "sys/io.h"
#include "users/accounts_file.h"
#include "users/head.h"
#include "users/index.h"

#define SHORT_LINE 256

/* Lines come in the order of the file, since the first that matches counts. */
static int
by_offset(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/*
 * Adds the line that begins at the offset, if it ends within so many bytes.
 * False when none begins there.
 */
static bool
add_line(int fd, uint32_t offset, size_t size, struct buf *out)
{
	char text[LIMIT_ACCOUNTS_LINE + 2];
	size_t skip = offset != 0 ? 1 : 0;
	ssize_t n = pread(fd, text, size, (off_t)(offset - skip));
	struct view v = view_make(text, n > 0 ? (size_t)n : 0);
	struct view line = view_from(v, skip);
	size_t end = view_find(line, '\n');

	if (line.n == 0 || (skip != 0 && text[0] != '\n') ||
	    (end == line.n && v.n == size))
		return false;
	return buf_add(out, view_before(line, end)) && buf_add_byte(out, '\n');
}

/* Most lines are short; one too long to be good makes the index no help. */
static bool
add_short_or_long(int fd, uint32_t offset, struct buf *out)
{
	return add_line(fd, offset, SHORT_LINE, out) ||
	    add_line(fd, offset, LIMIT_ACCOUNTS_LINE + 2, out);
}

/* The lines that the index knows; false when it does not help. */
static bool
read_lines(int fd, const struct stat *st, const char *index_path,
    struct view name, struct buf *out)
{
	struct index_identity identity;
	struct index_header header;
	uint32_t offsets[INDEX_LINES];
	unsigned n = 0;
	bool ok;
	int index;

	index_identify(st, &identity);
	index = index_open(index_path, &identity, &header);
	if (index < 0)
		return false;
	ok = index_find(index, &header, name, offsets, &n) &&
	    (header.wildcards == 0 ||
		index_find(index, &header, account_domain(name), offsets, &n));
	io_close(&index);
	qsort(offsets, n, sizeof(offsets[0]), by_offset);
	for (unsigned i = 0; ok && i < n; i++)
		if (i == 0 || offsets[i] != offsets[i - 1])
			ok = add_short_or_long(fd, offsets[i], out);
	return ok;
}

enum error_code
accounts_open_about(const char *path, bool check_owner, const char *index_path,
    struct view name, struct accounts **out, struct error *e)
{
	struct stat st;
	struct accounts *a;
	enum error_code code;
	int fd = head_open(path, check_owner, &st, e);

	*out = NULL;
	if (fd < 0)
		return e->code;
	code = accounts_new(path, &a, e);
	if (code == ERROR_NONE) {
		if (st.st_size >= ACCOUNTS_LONG &&
		    read_lines(fd, &st, index_path, name, &a->text))
			code = head_read(fd, &a->defaults, e);
		else
			code = accounts_load(a, fd, &st, path, e);
	}
	io_close(&fd);
	if (code == ERROR_NONE)
		*out = a;
	else
		accounts_close(&a);
	return code;
}
