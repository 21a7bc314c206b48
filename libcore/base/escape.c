/* SPDX-License-Identifier: ISC */
/* Escaping of text that came from outside. */
#include "config.h"

#include <string.h>

#include "base/escape.h"

/* Bytes of the well-formed UTF-8 sequence (RFC 3629) at p, or 0. */
static size_t
sequence(const unsigned char *p, size_t n)
{
	size_t len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (p[0] < 0xc2 || p[0] > 0xf4 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xc2 && p[1] < 0xa0) || (p[0] == 0xe0 && p[1] < 0xa0) ||
	    (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return len;
}

/* Bytes at the start of v that can stand as they are, or 0. */
static size_t
plain(struct view v)
{
	unsigned char c = (unsigned char)v.p[0];

	if (c >= 0x80)
		return sequence((const unsigned char *)v.p, v.n);
	return c >= 32 && c != 127 && c != '\\' ? 1 : 0;
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
