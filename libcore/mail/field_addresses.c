/* SPDX-License-Identifier: ISC */
/* Phrases and comments of address lists as encoded words. */
#include "config.h"

#include <string.h>

#include "mail/address.h"
#include "mail/address_token.h"
#include "mail/encoded_word.h"
#include "mail/field_words.h"

/*
 * The length of what stands at the start of v as one: a quoted string, a
 * comment, a literal, what is escaped, or a byte; 0 when it has no end.
 */
static size_t
unit_length(struct view v)
{
	switch (v.p[0]) {
	case '"':
		return address_enclosed_length(v, '"', '"');
	case '(':
		return address_enclosed_length(v, '(', ')');
	case '[':
		return address_enclosed_length(v, '[', ']');
	case '\\':
		return v.n > 1 ? 2 : 0;
	default:
		return 1;
	}
}

/* The offset of the first of the signs outside all of these, v.n for none;
 * false when something has no end. */
static bool
find_sign(struct view v, const char *signs, size_t *at_out)
{
	size_t at = 0, n = 1;

	while (at < v.n && n > 0) {
		if (v.p[at] != '\0' && strchr(signs, v.p[at]) != NULL)
			break;
		n = unit_length(view_from(v, at));
		at += n;
	}
	*at_out = at;
	return n > 0;
}

static void
add_comment(struct buf *out, struct view comment)
{
	struct buf text;

	if (view_is_ascii(comment)) {
		buf_add(out, comment);
		return;
	}
	buf_init(&text, comment.n);
	for (size_t i = 1; i + 1 < comment.n; i++) {
		if (comment.p[i] == '\\' && i + 2 < comment.n)
			i++;
		if (comment.p[i] != '\r' && comment.p[i] != '\n')
			buf_add_byte(&text, comment.p[i]);
	}
	buf_add_byte(out, '(');
	encoded_word_add(out, buf_view(&text));
	buf_add_byte(out, ')');
	out->failed |= text.failed;
	buf_clear(&text);
}

/* What stands around an address: all but comments is left alone.  only:
 * nothing but comments is added, with a space before each. */
static void
add_comments(struct buf *out, struct view v, bool only)
{
	while (v.n > 0) {
		size_t n = unit_length(v);

		if (v.p[0] == '(') {
			if (only)
				buf_add_byte(out, ' ');
			add_comment(out, view_before(v, n));
		} else if (!only) {
			buf_add(out, view_before(v, n));
		}
		v = view_from(v, n);
	}
}

/* The words of a phrase as text; false when they are none. */
static bool
read_phrase(struct view v, struct buf *text)
{
	struct address_token t;
	struct buf comment;

	buf_init(&comment, v.n);
	do {
		t = address_token_next(&v, &comment);
		if (t.spaced && text->n > 0 && t.type != ADDRESS_TOKEN_END)
			buf_add_byte(text, ' ');
		if (t.type == ADDRESS_TOKEN_WORD ||
		    t.type == ADDRESS_TOKEN_JOIN)
			address_token_add_text(text, &t);
	} while (t.type == ADDRESS_TOKEN_WORD || t.type == ADDRESS_TOKEN_JOIN);
	buf_clear(&comment);
	return t.type == ADDRESS_TOKEN_END && !text->failed;
}

/* A phrase before '<' or ':'. */
static bool
add_phrase(struct buf *out, struct view v)
{
	struct buf text;
	bool ok = true;

	if (view_is_ascii(v)) {
		buf_add(out, v);
		return true;
	}
	buf_init(&text, 2 * v.n);
	ok = read_phrase(v, &text);
	if (ok && text.n > 0) {
		buf_add_byte(out, ' ');
		address_add_phrase(out, buf_view(&text));
	}
	add_comments(out, v, true);
	buf_add_byte(out, ' ');
	buf_clear(&text);
	return ok;
}

/* One piece up to its sign, which it takes along. */
static bool
add_piece(struct buf *out, struct view *rest)
{
	size_t at, end;
	bool ok = find_sign(*rest, ",;:<", &at);
	char sign = at < rest->n ? rest->p[at] : ',';

	if (!ok)
		return false;
	if (sign == '<' || sign == ':')
		ok = add_phrase(out, view_before(*rest, at));
	else
		add_comments(out, view_before(*rest, at), false);
	*rest = view_from(*rest, at);
	end = rest->n > 0;
	if (sign == '<') {
		ok = ok && find_sign(*rest, ">", &end) && end < rest->n;
		end++;
	}
	buf_add(out, view_before(*rest, end));
	*rest = view_from(*rest, end);
	return ok;
}

bool
field_addresses_encode(struct view body, struct buf *out)
{
	size_t before = out->n;

	while (body.n > 0)
		if (!add_piece(out, &body)) {
			out->n = before;
			return false;
		}
	return true;
}
