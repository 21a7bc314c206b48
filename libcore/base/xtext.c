/* SPDX-License-Identifier: ISC */
/* Text in parameters of SMTP commands. */
#include "config.h"

#include "base/utf8.h"
#include "base/xtext.h"

/* Digits of the largest code point there is. */
#define POINT_DIGITS 6

/* Whether a byte stands for itself in both forms, but for the backslash. */
static bool
is_plain(char c)
{
	return c > ' ' && c <= '~' && c != '+' && c != '=';
}

bool
xtext_add(struct buf *b, struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		if (is_plain(text.p[i]))
			buf_add_byte(b, text.p[i]);
		else
			buf_printf(b, "+%02X", (unsigned char)text.p[i]);
	return !b->failed;
}

/* The value of an upper-case hexadecimal digit, or -1. */
static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Takes what stands for one byte off the front of *rest; -1 when nothing
 * does. */
static int
take_byte(struct view *rest)
{
	int high, low;
	char c = rest->p[0];

	if (c != '+') {
		*rest = view_from(*rest, 1);
		return is_plain(c) ? c : -1;
	}
	if (rest->n < 3)
		return -1;
	high = hex_digit(rest->p[1]);
	low = hex_digit(rest->p[2]);
	*rest = view_from(*rest, 3);
	return high < 0 || low < 0 ? -1 : 16 * high + low;
}

bool
xtext_check(struct view xtext)
{
	while (xtext.n > 0) {
		int c = take_byte(&xtext);

		if (c < ' ' || c > '~')
			return false;
	}
	return true;
}

bool
xtext_decode(struct buf *b, struct view xtext)
{
	while (xtext.n > 0) {
		int c = take_byte(&xtext);

		if (c < ' ' || c > '~')
			return false;
		buf_add_byte(b, (char)c);
	}
	return !b->failed;
}

bool
xtext_add_unicode(struct buf *b, struct view text)
{
	while (text.n > 0 && !b->failed) {
		size_t n = utf8_length(text);

		if (n == 0)
			return false;
		if (is_plain(text.p[0]) && text.p[0] != '\\')
			buf_add_byte(b, text.p[0]);
		else
			buf_printf(b, "\\x{%02X}", (unsigned)utf8_point(text));
		text = view_from(text, n);
	}
	return !b->failed;
}

/* The length of "\x{HEX}" at the start of v; 0 when it is none, or stands for
 * what it must not. */
static size_t
escaped_length(struct view v)
{
	uint32_t point = 0;
	size_t n = 3;

	if (!view_starts(v, "\\x{"))
		return 0;
	while (n < v.n && n < 3 + POINT_DIGITS && hex_digit(v.p[n]) >= 0)
		point = 16 * point + (uint32_t)hex_digit(v.p[n++]);
	if (n < 5 || n == v.n || v.p[n] != '}' || !utf8_check_point(point))
		return 0;
	return utf8_is_control(point) ? 0 : n + 1;
}

bool
xtext_check_unicode(struct view text)
{
	while (text.n > 0) {
		size_t n = 1;

		if (text.p[0] == '\\')
			n = escaped_length(text);
		else if (!is_plain(text.p[0]))
			return false;
		if (n == 0)
			return false;
		text = view_from(text, n);
	}
	return true;
}
