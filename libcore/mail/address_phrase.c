/* SPDX-License-Identifier: ISC */
/* Display names written as phrases: atoms, quoted strings, encoded words. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/address.h"

/* The characters of an encoded word (RFC 2047 2.). */
#define ENCODED_WORD 75

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

static bool
is_atom_char(char c)
{
	return is_letter_or_digit(c) ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~ ", c) != NULL);
}

/* Whether a word needs no quotes. */
static bool
is_atom(struct view word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!is_atom_char(word.p[i]))
			return false;
	return true;
}

static bool
is_encoded_word(struct view word)
{
	return word.n > 6 && view_starts(word, "=?") && is_atom(word) &&
	    word.p[word.n - 2] == '?' && word.p[word.n - 1] == '=';
}

static void
add_quoted(struct buf *b, struct view text)
{
	buf_add_byte(b, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_add_byte(b, '\\');
		buf_add_byte(b, text.p[i]);
	}
	buf_add_byte(b, '"');
}

/* One piece of a phrase that began at start. */
static void
add_piece(struct buf *b, size_t start, struct view piece)
{
	if (piece.n == 0)
		return;
	if (b->n > start)
		buf_add_byte(b, ' ');
	if (is_atom(piece))
		buf_add(b, piece);
	else
		add_quoted(b, piece);
}

/* Text of ASCII: encoded words in it stand alone, the rest is one piece
 * between them. */
static void
add_ascii(struct buf *b, struct view text)
{
	struct view rest = text, run = {NULL, 0}, word;
	size_t start = b->n;

	while (view_word(&rest, &word)) {
		if (is_encoded_word(word)) {
			add_piece(b, start, run);
			add_piece(b, start, word);
			run.n = 0;
		} else {
			if (run.n == 0)
				run.p = word.p;
			run.n = (size_t)(word.p + word.n - run.p);
		}
	}
	add_piece(b, start, run);
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

/* Encoded words, none longer than it may be, none with half a character. */
static void
add_encoded(struct buf *b, struct view text)
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
	buf_add_str(b, "?=");
}

bool
address_add_phrase(struct buf *b, struct view name)
{
	struct buf clean;

	buf_init(&clean, name.n);
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		buf_add_byte(
		    &clean, (unsigned char)c < 32 || c == 127 ? ' ' : c);
	}
	if (clean.failed)
		b->failed = true;
	else if (view_is_ascii(buf_view(&clean)))
		add_ascii(b, buf_view(&clean));
	else
		add_encoded(b, view_trim(buf_view(&clean)));
	buf_clear(&clean);
	return !b->failed;
}
