/* SPDX-License-Identifier: ISC */
/* Well-formed UTF-8. */
#include "config.h"

#include "base/utf8.h"

/* Whether the second byte keeps the first in the range it stands for. */
static bool
check_second(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second <= 0x9f;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second <= 0x8f;
	default:
		return true;
	}
}

size_t
utf8_length(struct view v)
{
	const unsigned char *p = (const unsigned char *)v.p;
	size_t len;

	if (v.n == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (p[0] < 0xc2 || p[0] > 0xf4 || len > v.n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return check_second(p[0], p[1]) ? len : 0;
}

bool
utf8_check(struct view v)
{
	size_t n;

	while ((n = utf8_length(v)) != 0)
		v = view_from(v, n);
	return v.n == 0;
}

uint32_t
utf8_point(struct view v)
{
	/* What of a first byte belongs to the character, by its length. */
	static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	size_t n = utf8_length(v);
	uint32_t point = n > 0 ? (unsigned char)v.p[0] & masks[n] : 0;

	for (size_t i = 1; i < n; i++)
		point = point << 6 | ((unsigned char)v.p[i] & 0x3f);
	return point;
}

bool
utf8_check_point(uint32_t point)
{
	return point < 0xd800 || (point > 0xdfff && point <= 0x10ffff);
}

bool
utf8_is_control(uint32_t point)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
	    {0x00, 0x1f},
	    {0x7f, 0x9f},
	    {0x61c, 0x61c},
	    {0x200e, 0x200f},
	    {0x2028, 0x202e},
	    {0x2066, 0x2069},
	    {0xfeff, 0xfeff},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

bool
utf8_check_shown(struct view v)
{
	size_t n;

	while ((n = utf8_length(v)) != 0) {
		if (utf8_is_control(utf8_point(v)))
			return false;
		v = view_from(v, n);
	}
	return v.n == 0;
}
