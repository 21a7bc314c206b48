/* SPDX-License-Identifier: ISC */
/* Numbers in text and on the wire. */
#include "config.h"

#include "base/num.h"

bool
num_parse(struct view v, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;

	if (v.n == 0)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		unsigned digit = (unsigned)(unsigned char)v.p[i] - '0';

		if (digit > 9 || n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (n < min || n > max)
		return false;
	*out = n;
	return true;
}

static void
put(unsigned char *p, uint64_t n, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--, n >>= 8)
		p[i] = (unsigned char)(n & 0xff);
}

static uint64_t
get(const unsigned char *p, int bytes)
{
	uint64_t n = 0;

	for (int i = 0; i < bytes; i++)
		n = n << 8 | p[i];
	return n;
}

void
num_put16(unsigned char *p, uint16_t n)
{
	put(p, n, 2);
}

void
num_put32(unsigned char *p, uint32_t n)
{
	put(p, n, 4);
}

void
num_put64(unsigned char *p, uint64_t n)
{
	put(p, n, 8);
}

uint16_t
num_get16(const unsigned char *p)
{
	return (uint16_t)get(p, 2);
}

uint32_t
num_get32(const unsigned char *p)
{
	return (uint32_t)get(p, 4);
}

uint64_t
num_get64(const unsigned char *p)
{
	return get(p, 8);
}
