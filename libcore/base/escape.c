/* SPDX-License-Identifier: ISC */
/* Escaping of text that came from outside. */
#include "config.h"

#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"

/* Bytes at the start of v that can stand as they are, or 0. */
static size_t
plain(struct view v)
{
	size_t n = utf8_length(v);

	if (v.p[0] == '\\' || (n != 0 && utf8_is_control(utf8_point(v))))
		return 0;
	return n;
}

bool
escape_add(struct buf *b, struct view v)
{
	while (v.n > 0) {
		size_t n = plain(v);

		if (n != 0)
			buf_add(b, view_before(v, n));
		else
			buf_printf(b, "\\x%02x", (unsigned char)v.p[0]);
		v = view_from(v, n != 0 ? n : 1);
	}
	return !b->failed;
}

char *
escape_copy(struct view v, char *dst, size_t size)
{
	struct buf b;
	size_t n;

	buf_init(&b, 4 * v.n);
	escape_add(&b, v);
	n = b.n < size ? b.n : size - 1;
	if (n != 0)
		memcpy(dst, b.p, n);
	if (n < b.n && size > 4) {
		n = size - 4;
		while (n > 0 && ((unsigned char)b.p[n] & 0xc0) == 0x80)
			n--;
		memcpy(dst + n, "...", 3);
		n += 3;
	}
	dst[n] = '\0';
	buf_clear(&b);
	return dst;
}
