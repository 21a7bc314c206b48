/* SPDX-License-Identifier: ISC */
/* The message on standard input: its header section whole, its body in
 * pieces. */
#ifndef SENDMAIL_SOURCE_H
#define SENDMAIL_SOURCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "mail/intake.h"

/* What stands for read(2) where a message is not a whole file: 0 at its end, -1
 * with errno when it cannot be had. */
typedef ssize_t source_read_fn(void *arg, void *p, size_t size);

struct source {
	int fd;
	source_read_fn *read; /* instead of fd, if there is one */
	void *read_arg;
	struct intake intake;
	struct buf text; /* made plain and not yet consumed */
	bool ended;      /* the end of the message is in text */
};

/* The fd stays the caller's. Clear gives the memory back. */
void source_init(struct source *s, int fd, bool ignore_dot);
void source_clear(struct source *s);

/*
 * Reads until the header section is in s->text, leaves a mailbox's "From "
 * line out and tells the section's length.  ERROR_SYSTEM, ERROR_MEMORY;
 * ERROR_LIMIT when it is larger than LIMIT_HEADERS.
 */
enum error_code source_read_header(
    struct source *s, size_t *section_out, struct error *e);

/*
 * Reads until s->text has n bytes or the message ended; n is at most
 * LIMIT_FRAME_DATA above the header section.  ERROR_SYSTEM, ERROR_MEMORY.
 */
enum error_code source_fill(struct source *s, size_t n, struct error *e);

#endif
