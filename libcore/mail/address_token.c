/* SPDX-License-Identifier: ISC */
/* Cutting an address list into words and signs. */
#include "config.h"

#include <string.h>

#include "mail/address_token.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_special(char c)
{
	return is_space(c) || (c != '\0' && strchr("()<>[]:;@,.\"", c) != NULL);
}

size_t
address_enclosed_length(struct view v, char open, char close)
{
	size_t depth = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '\\')
			i++;
		else if (v.p[i] == close && (open != close || i != 0))
			depth--;
		else if (v.p[i] == open)
			depth++;
		if (depth == 0)
			return i < v.n ? i + 1 : 0;
	}
	return 0;
}

/* Appends inner with each backslash taken off and line ends left out. */
static void
add_unescaped(struct buf *b, struct view inner)
{
	for (size_t i = 0; i < inner.n; i++) {
		char c = inner.p[i];

		if (c == '\\' && i + 1 < inner.n)
			buf_add_byte(b, inner.p[++i]);
		else if (c != '\r' && c != '\n')
			buf_add_byte(b, c);
	}
}

/* Skips white space and comments; false when a comment does not end. */
static bool
skip(struct view *rest, struct buf *comment, bool *spaced_out)
{
	*spaced_out = false;
	while (rest->n > 0 && (is_space(rest->p[0]) || rest->p[0] == '(')) {
		size_t n = 1;

		*spaced_out = true;
		if (rest->p[0] == '(') {
			n = address_enclosed_length(*rest, '(', ')');
			if (n == 0)
				return false;
			buf_reset(comment);
			add_unescaped(comment, view_make(rest->p + 1, n - 2));
		}
		*rest = view_from(*rest, n);
	}
	return true;
}

/* A backslash may stand before what needs none; what needs one belongs inside
 * quotes. */
static size_t
atom_length(struct view v)
{
	size_t n;

	for (n = 0; n < v.n && !is_special(v.p[n]); n++) {
		if (v.p[n] != '\\')
			continue;
		n++;
		if (n == v.n || v.p[n] == '\\' || is_special(v.p[n]))
			return 0;
	}
	return n;
}

/* A domain literal (RFC 5321 4.1.3): letters, digits and a few signs. */
static size_t
literal_length(struct view v)
{
	size_t n = 1;

	while (n < v.n &&
	    (v.p[n] == ':' || v.p[n] == '.' || v.p[n] == '-' ||
		(v.p[n] >= '0' && v.p[n] <= '9') ||
		(v.p[n] >= 'A' && v.p[n] <= 'Z') ||
		(v.p[n] >= 'a' && v.p[n] <= 'z')))
		n++;
	return n < v.n && v.p[n] == ']' ? n + 1 : 0;
}

/* Sets type and sign; the token's length, 0 when it is bad. */
static size_t
classify(struct view v, struct address_token *t)
{
	char c = v.p[0];

	t->type = ADDRESS_TOKEN_WORD;
	t->sign = c;
	if (c == '"')
		return address_enclosed_length(v, '"', '"');
	if (c == '[')
		return literal_length(v);
	if (c == '.' || c == '@') {
		t->type = ADDRESS_TOKEN_JOIN;
		return 1;
	}
	if (c == ')' || c == ']')
		return 0;
	if (is_special(c)) {
		t->type = ADDRESS_TOKEN_SIGN;
		return 1;
	}
	return atom_length(v);
}

struct address_token
address_token_next(struct view *rest, struct buf *comment)
{
	struct address_token t = {.type = ADDRESS_TOKEN_END};
	size_t n;

	if (!skip(rest, comment, &t.spaced)) {
		t.type = ADDRESS_TOKEN_BAD;
		return t;
	}
	if (rest->n == 0)
		return t;
	n = classify(*rest, &t);
	if (n == 0)
		t.type = ADDRESS_TOKEN_BAD;
	t.raw = view_before(*rest, n);
	*rest = view_from(*rest, n);
	return t;
}

void
address_token_add_text(struct buf *b, const struct address_token *t)
{
	if (t->sign == '"')
		add_unescaped(b, view_make(t->raw.p + 1, t->raw.n - 2));
	else
		add_unescaped(b, t->raw);
}
