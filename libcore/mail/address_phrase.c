/* SPDX-License-Identifier: ISC */
/* Display names written as phrases: atoms, quoted strings, encoded words. */
#include "config.h"

#include <string.h>

#include "mail/address.h"
#include "mail/encoded_word.h"

/* A longer word cannot be folded; it is encoded, which can. */
#define LONG_WORD 200

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
		if (encoded_word_check(word)) {
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

/* Whether it needs no encoding. */
static bool
can_stay(struct view text)
{
	struct view rest = text, word;

	while (view_word(&rest, &word))
		if (word.n > LONG_WORD)
			return false;
	return view_is_ascii(text);
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
	else if (can_stay(buf_view(&clean)))
		add_ascii(b, buf_view(&clean));
	else
		encoded_word_add(b, view_trim(buf_view(&clean)));
	buf_clear(&clean);
	return !b->failed;
}
