/* SPDX-License-Identifier: ISC */
/* The message on standard input: its header section whole, its body in
 * pieces. */
#ifndef SENDMAIL_SOURCE_H
#define SENDMAIL_SOURCE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "mail/intake.h"

struct source {
	int fd;
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
