/* SPDX-License-Identifier: ISC */
/* Reading a message's text piece by piece. */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "smtp/text.h"

uint64_t
smtp_text_size(const struct smtp_text *t)
{
	return t->head.n + t->rest;
}

/* n bytes of the file from offset on. */
static enum error_code
read_file(int fd, uint64_t offset, size_t n, struct buf *out, struct error *e)
{
	while (n > 0) {
		char *room = buf_room(out, n);
		ssize_t got;

		if (room == NULL)
			return error_set(e, ERROR_MEMORY, "text: no memory");
		got = pread(fd, room, n, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set_errno(
			    e, ERROR_SYSTEM, "reading the message");
		if (got == 0)
			return error_set(e, ERROR_SYSTEM,
			    "reading the message: it is cut short");
		buf_added(out, (size_t)got);
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return ERROR_NONE;
}

enum error_code
smtp_text_read(const struct smtp_text *t, uint64_t at, size_t n,
    struct buf *out, struct error *e)
{
	if (at < t->head.n) {
		struct view piece =
		    view_before(view_from(t->head, (size_t)at), n);

		if (!buf_add(out, piece))
			return error_set(e, ERROR_MEMORY, "text: no memory");
		at += piece.n;
		n -= piece.n;
	}
	return read_file(t->fd, t->offset + (at - t->head.n), n, out, e);
}
