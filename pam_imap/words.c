/* SPDX-License-Identifier: ISC */
/* Making words fit for a terminal. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "pam_imap/words.h"

/* Characters that change how others are shown, first and last of a range. */
static const struct {
	const char *from;
	const char *to;
} turning[] = {
    {"\xe2\x80\x8b", "\xe2\x80\x8f"}, /* invisible, marks of direction */
    {"\xe2\x80\xa8", "\xe2\x80\xae"}, /* line ends, embedding, override */
    {"\xe2\x81\xa0", "\xe2\x81\xaf"}, /* invisible, isolates */
    {"\xef\xbb\xbf", "\xef\xbb\xbf"}, /* byte order mark */
};

/* Whether the character of n bytes at p may be shown. */
static bool
is_plain(const char *p, size_t n)
{
	unsigned char first = (unsigned char)p[0];

	if (n == 1)
		return first >= ' ' && first != 127;
	if (first == 0xc2 && (unsigned char)p[1] < 0xa0)
		return false;
	for (size_t i = 0; n == 3 && i < sizeof(turning) / sizeof(turning[0]);
	     i++)
		if (memcmp(p, turning[i].from, n) >= 0 &&
		    memcmp(p, turning[i].to, n) <= 0)
			return false;
	return true;
}

void
words_copy(struct view v, char *dst, size_t size)
{
	size_t at = 0;

	while (v.n > 0) {
		size_t n = utf8_length(v);
		bool plain = n != 0 && is_plain(v.p, n);
		size_t taken = plain ? n : 1;

		if (at + taken >= size)
			break;
		memcpy(dst + at, plain ? v.p : "?", taken);
		at += taken;
		v = view_from(v, n != 0 ? n : 1);
	}
	dst[at] = '\0';
}
