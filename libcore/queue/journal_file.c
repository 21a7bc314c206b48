/* SPDX-License-Identifier: ISC */
/* The journal as a file beside its message. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "queue/journal.h"
#include "sys/deadline.h"
#include "sys/file.h"
#include "sys/io.h"

/* A journal grows by states to this and is then written anew. */
#define LONG_FILE (64UL * 1024)

void
journal_name(const char *name, char dst[JOURNAL_NAME + 1])
{
	snprintf(dst, JOURNAL_NAME + 1, "%.*s.j", SPOOL_NAME, name);
}

enum error_code
journal_load(int dir_fd, const char *name, const struct message *m,
    struct journal *j, struct error *e)
{
	char file[JOURNAL_NAME + 1];
	enum error_code code;
	struct buf b;
	int fd;

	journal_name(name, file);
	fd = openat(dir_fd, file,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return error_set_errno(e,
		    errno == ENOENT      ? ERROR_NOTFOUND
			: errno == ELOOP ? ERROR_INPUT
					 : ERROR_SYSTEM,
		    "%s", file);
	buf_init(&b, LIMIT_JOURNAL);
	code = file_read_fd(fd, file, &b, e);
	close(fd);
	if (code == ERROR_LIMIT)
		code = e->code = ERROR_INPUT;
	if (code == ERROR_NONE &&
	    (code = journal_parse(buf_view(&b), m, j, e)) != ERROR_NONE)
		error_prefix(e, "%s", file);
	buf_clear(&b);
	return code;
}

enum error_code
journal_save(int dir_fd, const char *name, const struct message *m,
    struct journal *j, struct error *e)
{
	char file[JOURNAL_NAME + 1];
	enum error_code code;
	struct buf b;

	journal_name(name, file);
	buf_init(&b, LIMIT_JOURNAL);
	if (journal_encode(j, m, &b)) {
		code = file_replace(dir_fd, file, buf_view(&b), 0600, e);
		if (code == ERROR_NONE) {
			j->whole = b.n;
			j->torn = false;
		}
	} else {
		code = error_set(e, ERROR_LIMIT, "%s: too long", file);
	}
	buf_clear(&b);
	return code;
}

/* Writes behind what is there, and syncs. */
static bool
append(int dir_fd, const char *file, size_t at, struct view text)
{
	int fd =
	    openat(dir_fd, file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_APPEND);
	bool ok;

	if (fd < 0)
		return false;
	ok = lseek(fd, 0, SEEK_END) == (off_t)at &&
	    io_write_all(fd, text, deadline_never()) && fdatasync(fd) == 0;
	io_close(&fd);
	return ok;
}

enum error_code
journal_note(int dir_fd, const char *name, const struct message *m,
    struct journal *j, const bool *changed, struct error *e)
{
	char file[JOURNAL_NAME + 1];
	struct buf b;
	bool appended;

	if (j->whole == 0 || j->torn || j->whole > LONG_FILE)
		return journal_save(dir_fd, name, m, j, e);
	journal_name(name, file);
	buf_init(&b, LIMIT_JOURNAL);
	for (unsigned i = 0; i < j->n; i++)
		if (changed[i])
			journal_encode_state(j, i, &b);
	appended = !b.failed && append(dir_fd, file, j->whole, buf_view(&b));
	if (appended)
		j->whole += b.n;
	else
		j->torn = true;
	buf_clear(&b);
	return appended ? ERROR_NONE : journal_save(dir_fd, name, m, j, e);
}
