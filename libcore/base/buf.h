/* SPDX-License-Identifier: ISC */
/*
 * A growable buffer with a ceiling and a sticky failure: once something did
 * not fit, it stays failed and takes nothing more, so that a series of appends
 * is checked once at its end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

struct buf {
	char *p;
	size_t n;
	size_t size;
	size_t max;
	bool failed;
	bool wipes;
};

/* An empty buffer that never holds more than max bytes. Owns nothing yet. */
void buf_init(struct buf *b, size_t max);

/* The same, but every byte is overwritten before its memory is given back. */
void buf_init_wiping(struct buf *b, size_t max);

/* Gives the memory back; the buffer is empty, not failed, and usable again. */
void buf_clear(struct buf *b);

/* Empties it and forgets a failure, keeping the memory for the next use. */
void buf_reset(struct buf *b);

/*
 * Append; false, with nothing appended and the buffer failed, when the ceiling
 * would be passed or memory is short.
 */
bool buf_add(struct buf *b, struct view v);
bool buf_add_str(struct buf *b, const char *s);
bool buf_add_byte(struct buf *b, char c);
bool buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Room for n more bytes behind the content, or NULL.  What was written there
 * counts after buf_added().
 */
char *buf_room(struct buf *b, size_t n);
void buf_added(struct buf *b, size_t n);

/* Takes n bytes off the front. */
void buf_consume(struct buf *b, size_t n);

/* The content; valid until the buffer changes. */
struct view buf_view(const struct buf *b);

/*
 * The content as a string, a NUL put behind it (not counted); NULL when the
 * buffer has failed or memory is short.
 */
const char *buf_str(struct buf *b);

#endif
