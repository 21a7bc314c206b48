/* SPDX-License-Identifier: ISC */
/* Reading the "defaults" lines at the front of the accounts file. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/io.h"
#include "users/head.h"
#include "users/line.h"
#include "users/range.h"

/* Enough for the defaults and a comment before them. */
#define FIRST_STEP 1024

void
head_init(struct accounts_defaults *d)
{
	*d = (struct accounts_defaults){
	    .range = {2000300000, 2147350000},
	    .home = "/home/%d/%u",
	    .shell = "/bin/bash",
	};
}

static void
take_line(struct view line, unsigned number, struct keys_values *seen,
    struct accounts_defaults *d)
{
	struct keys_values v;
	struct error e;

	if (line_check_defaults(line, &v, &e) == ERROR_NONE &&
	    keys_merge(seen, &v, &e) == ERROR_NONE)
		return;
	if (seen->range.n == 0 && v.range.n != 0)
		seen->range = v.range;
	if (d->bad_line == 0)
		d->bad_line = number;
}

static void
take_values(const struct keys_values *v, struct accounts_defaults *d)
{
	struct error e;

	if (v->home.n != 0)
		view_copy(v->home, d->home, sizeof(d->home));
	if (v->shell.n != 0)
		view_copy(v->shell, d->shell, sizeof(d->shell));
	if (v->range.n != 0 ? range_parse(v->range, &d->range, &e) != ERROR_NONE
			    : d->bad_line != 0)
		d->range = (struct accounts_range){1, 0};
}

int
head_open(
    const char *path, bool check_owner, struct stat *st_out, struct error *e)
{
	int fd;

	if (check_owner)
		return file_open_trusted(path, st_out, e);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		error_set_errno(e,
		    errno == ENOENT ? ERROR_NOTFOUND : ERROR_SYSTEM, "%s",
		    path);
	else if (fstat(fd, st_out) != 0) {
		error_set_errno(e, ERROR_SYSTEM, "%s", path);
		io_close(&fd);
	}
	return fd;
}

bool
head_parse(struct view text, bool whole, struct accounts_defaults *d)
{
	struct keys_values seen = {0};
	struct line_subject s;
	struct line_walk w = {.rest = text};
	size_t last = view_find_last(text, '\n');
	bool ended = false;

	head_init(d);
	if (!whole)
		w.rest = view_before(text, last < text.n ? last : 0);
	while (!ended && line_next(&w)) {
		line_subject(w.line, &s);
		if (s.defaults)
			take_line(w.line, w.number, &seen, d);
		else
			ended = true;
	}
	take_values(&seen, d);
	return ended || whole;
}

/* Reads what comes next, at most as much again; *whole: nothing comes. */
static enum error_code
read_more(int fd, struct buf *b, bool *whole, struct error *e)
{
	size_t want = b->n > FIRST_STEP ? b->n : FIRST_STEP;
	char *room;
	ssize_t n;

	if (want > b->max - b->n)
		want = b->max - b->n;
	if (want == 0)
		return error_set(e, ERROR_LIMIT, "larger than %lu bytes",
		    LIMIT_ACCOUNTS_FILE);
	room = buf_room(b, want);
	if (room == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	do
		n = read(fd, room, want);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set_errno(e, ERROR_SYSTEM, "reading");
	*whole = n == 0;
	buf_added(b, (size_t)n);
	return ERROR_NONE;
}

enum error_code
head_read(int fd, struct accounts_defaults *out, struct error *e)
{
	struct buf b;
	enum error_code code;
	bool whole = false, certain = false;

	buf_init(&b, LIMIT_ACCOUNTS_FILE);
	do {
		code = read_more(fd, &b, &whole, e);
		if (code == ERROR_NONE)
			certain = head_parse(buf_view(&b), whole, out);
	} while (code == ERROR_NONE && !certain);
	buf_clear(&b);
	return code;
}

enum error_code
accounts_read_defaults(const char *path, bool check_owner,
    struct accounts_defaults *out, struct error *e)
{
	struct stat st;
	enum error_code code;
	int fd = head_open(path, check_owner, &st, e);

	head_init(out);
	if (fd < 0)
		return e->code;
	code = head_read(fd, out, e);
	if (code != ERROR_NONE)
		error_prefix(e, "%s", path);
	io_close(&fd);
	return code;
}
