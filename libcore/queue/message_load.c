/* SPDX-License-Identifier: ISC */
/* The envelope of a spool file: reading it from the file. */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "queue/message.h"

#define READ_STEP 8192

/* Reads more of the file behind what b holds; the number of bytes or -1. */
static ssize_t
read_more(int fd, struct buf *b)
{
	size_t left = b->max - b->n;
	size_t want = left < READ_STEP ? left : READ_STEP;
	char *room = buf_room(b, want);
	ssize_t n;

	if (room == NULL) {
		errno = ENOMEM;
		return -1;
	}
	do
		n = pread(fd, room, want, (off_t)b->n);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		buf_added(b, (size_t)n);
	return n;
}

/* Reads until the envelope is whole. */
static enum error_code
load_envelope(int fd, struct buf *b, struct message *m, struct error *e)
{
	long length = 0;

	while (length == 0) {
		ssize_t n = read_more(fd, b);

		if (n < 0)
			return error_set_errno(e,
			    b->failed ? ERROR_MEMORY : ERROR_SYSTEM,
			    "reading a message");
		if (n == 0)
			return error_set(
			    e, ERROR_INPUT, "the envelope has no end");
		message_clear(m);
		length = message_parse(buf_view(b), m);
	}
	if (length < 0 && m->recipients.failed)
		return error_set(e, ERROR_MEMORY, "no memory");
	if (length < 0)
		return error_set(e, ERROR_INPUT, "the envelope is malformed");
	m->offset = (uint64_t)length;
	return ERROR_NONE;
}

enum error_code
message_load(int fd, uint64_t file_size, struct message *m, struct error *e)
{
	struct buf b;
	enum error_code code;

	buf_init(&b, MESSAGE_ENVELOPE);
	code = load_envelope(fd, &b, m, e);
	buf_clear(&b);
	if (code == ERROR_NONE && file_size - m->offset != m->size)
		code = error_set(e, ERROR_INPUT,
		    "the text has another size than the envelope says");
	if (code != ERROR_NONE)
		message_clear(m);
	return code;
}
