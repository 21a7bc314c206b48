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
