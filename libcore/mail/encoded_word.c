/* SPDX-License-Identifier: ISC */
/* Text as encoded words. */
#include "config.h"

#include "base/utf8.h"
#include "mail/encoded_word.h"

/* The characters of an encoded word (RFC 2047 2.). */
#define ENCODED_WORD 75

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* One byte of an encoded word in a phrase (RFC 2047 5. (3)). */
static void
add_q(struct buf *b, char c)
{
	if (is_letter_or_digit(c))
		buf_add_byte(b, c);
	else if (c == ' ')
		buf_add_byte(b, '_');
	else
		buf_printf(b, "=%02X", (unsigned char)c);
}

bool
encoded_word_add(struct buf *b, struct view text)
{
	const char *charset = utf8_check(text) ? "UTF-8" : "unknown-8bit";
	size_t start = b->n;

	buf_printf(b, "=?%s?Q?", charset);
	while (text.n > 0) {
		size_t n = utf8_length(text);

		if (n == 0)
			n = 1;
		if (b->n - start + 3 * n + 2 > ENCODED_WORD) {
			buf_add_str(b, "?= ");
			start = b->n;
			buf_printf(b, "=?%s?Q?", charset);
		}
		for (size_t i = 0; i < n; i++)
			add_q(b, text.p[i]);
		text = view_from(text, n);
	}
	return buf_add_str(b, "?=");
}

bool
encoded_word_check(struct view word)
{
	if (word.n <= 6 || !view_starts(word, "=?") ||
	    word.p[word.n - 2] != '?' || word.p[word.n - 1] != '=')
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] <= ' ' || word.p[i] >= 127 || word.p[i] == '"' ||
		    word.p[i] == '(' || word.p[i] == ')')
			return false;
	return true;
}
