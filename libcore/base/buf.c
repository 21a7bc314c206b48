/* SPDX-License-Identifier: ISC */
/* The growable buffer with a ceiling. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define BUF_FIRST_SIZE 256

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void
buf_init_wiping(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max, .wipes = true};
}

void
buf_clear(struct buf *b)
{
	if (b->wipes && b->p != NULL)
		explicit_bzero(b->p, b->size);
	free(b->p);
	*b = (struct buf){.max = b->max, .wipes = b->wipes};
}

void
buf_reset(struct buf *b)
{
	if (b->wipes && b->p != NULL)
		explicit_bzero(b->p, b->size);
	b->n = 0;
	b->failed = false;
}

/* Moves the content to size bytes of memory; realloc() would leave copies. */
static bool
grow(struct buf *b, size_t size)
{
	char *p = malloc(size);

	if (p == NULL)
		return false;
	if (b->n != 0)
		memcpy(p, b->p, b->n);
	if (b->wipes && b->p != NULL)
		explicit_bzero(b->p, b->size);
	free(b->p);
	b->p = p;
	b->size = size;
	return true;
}

/* Memory for n more bytes and the NUL of buf_str(). */
static bool
reserve(struct buf *b, size_t n)
{
	size_t need, size;

	if (b->failed || n > b->max - b->n) {
		b->failed = true;
		return false;
	}
	need = b->n + n + 1;
	if (need <= b->size)
		return true;
	size = b->size != 0 ? b->size : BUF_FIRST_SIZE;
	while (size < need)
		size *= 2;
	if (!grow(b, size))
		b->failed = true;
	return !b->failed;
}

bool
buf_add(struct buf *b, struct view v)
{
	if (!reserve(b, v.n))
		return false;
	if (v.n != 0)
		memcpy(b->p + b->n, v.p, v.n);
	b->n += v.n;
	return true;
}

bool
buf_add_str(struct buf *b, const char *s)
{
	return buf_add(b, view_of(s));
}

bool
buf_add_byte(struct buf *b, char c)
{
	return buf_add(b, view_make(&c, 1));
}

bool
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !reserve(b, (size_t)n)) {
		b->failed = true;
		return false;
	}
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
	return true;
}

char *
buf_room(struct buf *b, size_t n)
{
	return reserve(b, n) ? b->p + b->n : NULL;
}

void
buf_added(struct buf *b, size_t n)
{
	b->n += n;
}

void
buf_consume(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	memmove(b->p, b->p + n, b->n - n);
	if (b->wipes)
		explicit_bzero(b->p + b->n - n, n);
	b->n -= n;
}

struct view
buf_view(const struct buf *b)
{
	return (struct view){b->p, b->n};
}

const char *
buf_str(struct buf *b)
{
	if (!reserve(b, 0))
		return NULL;
	b->p[b->n] = '\0';
	return b->p;
}
