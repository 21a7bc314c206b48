/* SPDX-License-Identifier: ISC */
/* Parameters of a field, in pieces and encoded too. */
#include "config.h"

#include <string.h>

#include "base/num.h"
#include "mail/address_token.h"
#include "mail/mime_parameter.h"

/* One as it stands there; the value with its quotes. */
struct parameter {
	struct view name;
	struct view value;
};

/* What a name of RFC 2231 says behind the parameter's own: "*", "*0", "*0*". */
struct piece {
	uint64_t number; /* 0 for the only one */
	bool only;
	bool encoded;
};

struct text {
	char *room;
	size_t size;
	size_t n; /* size when it is too long */
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without white space and comments at its start. */
static struct view
skip(struct view v)
{
	size_t n = 1;

	while (v.n > 0 && n > 0 && (is_space(v.p[0]) || v.p[0] == '(')) {
		n = v.p[0] == '(' ? address_enclosed_length(v, '(', ')') : 1;
		v = view_from(v, n);
	}
	return v;
}

struct view
mime_parameter_take_token(struct view *rest)
{
	struct view v = skip(*rest);
	size_t n = 0;

	while (n < v.n && !is_space(v.p[n]) && v.p[n] != ';' && v.p[n] != '=' &&
	    v.p[n] != '(' && v.p[n] != '"')
		n++;
	*rest = skip(view_from(v, n));
	return view_before(v, n);
}

/* A parameter's value; many a boundary has an '=' and no quotes. */
static struct view
take_value(struct view *rest)
{
	struct view v = skip(*rest);
	size_t n = 0;

	if (v.n > 0 && v.p[0] == '"') {
		n = address_enclosed_length(v, '"', '"');
		*rest = skip(view_from(v, n));
		return view_before(v, n);
	}
	while (n < v.n && !is_space(v.p[n]) && v.p[n] != ';')
		n++;
	*rest = skip(view_from(v, n));
	return view_before(v, n);
}

/* The next one behind a ';'; false when there is no more. */
static bool
take_parameter(struct view *rest, struct parameter *p)
{
	while (rest->n > 0) {
		*rest = skip(view_from(*rest, view_find(*rest, ';') + 1));
		p->name = mime_parameter_take_token(rest);
		if (rest->n == 0 || rest->p[0] != '=')
			continue;
		*rest = view_from(*rest, 1);
		p->value = take_value(rest);
		return true;
	}
	return false;
}

static void
add_byte(struct text *t, char c)
{
	if (t->n < t->size)
		t->room[t->n++] = c;
}

static void
add_value(struct text *t, struct view value)
{
	bool quoted = value.n > 1 && value.p[0] == '"';

	if (quoted)
		value = view_make(value.p + 1, value.n - 2);
	for (size_t i = 0; i < value.n; i++) {
		if (quoted && value.p[i] == '\\' && i + 1 < value.n)
			i++;
		if (value.p[i] != '\r' && value.p[i] != '\n')
			add_byte(t, value.p[i]);
	}
}

/* The value of a hexadecimal digit, or -1. */
static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)((at - digits) % 16) : -1;
}

/* "%41" is a byte; the first piece has charset and language before it. */
static void
add_encoded(struct text *t, struct view value, bool is_first)
{
	for (int i = 0; i < 2 && is_first; i++)
		value = view_from(value, view_find(value, '\'') + 1);
	for (size_t i = 0; i < value.n; i++) {
		int high = -1, low = -1;

		if (value.p[i] == '%' && i + 2 < value.n) {
			high = digit(value.p[i + 1]);
			low = digit(value.p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			add_byte(t, (char)(high << 4 | low));
			i += 2;
		} else {
			add_byte(t, value.p[i]);
		}
	}
}

/* False when it is another parameter's. */
static bool
read_piece(struct view name, const char *base, struct piece *piece)
{
	if (!view_starts_case(name, base))
		return false;
	name = view_from(name, strlen(base));
	if (!view_starts(name, "*"))
		return false;
	name = view_from(name, 1);
	*piece = (struct piece){.only = name.n == 0, .encoded = name.n == 0};
	if (name.n == 0)
		return true;
	if (name.p[name.n - 1] == '*') {
		piece->encoded = true;
		name = view_before(name, name.n - 1);
	}
	return (name.n == 1 || !view_starts(name, "0")) &&
	    num_parse(name, 0, MIME_PARAMETER_PIECES - 1, &piece->number);
}

/* Adds the first piece with that number; false when there is none. */
static bool
add_piece(struct text *t, struct view rest, const char *name, uint64_t number,
    bool *only_out)
{
	struct parameter p;
	struct piece piece;

	while (take_parameter(&rest, &p)) {
		if (!read_piece(p.name, name, &piece) || piece.number != number)
			continue;
		if (piece.encoded)
			add_encoded(t, p.value, number == 0);
		else
			add_value(t, p.value);
		*only_out = piece.only;
		return true;
	}
	return false;
}

static bool
add_plain(struct text *t, struct view rest, const char *name)
{
	struct parameter p;

	while (take_parameter(&rest, &p))
		if (view_eq_case_str(p.name, name)) {
			add_value(t, p.value);
			return true;
		}
	return false;
}

/* False when there is none, or too many pieces. */
static bool
add_pieces(struct text *t, struct view rest, const char *name)
{
	bool only = false;
	uint64_t n = 0;

	while (!only && n < MIME_PARAMETER_PIECES &&
	    add_piece(t, rest, name, n, &only))
		n++;
	return n > 0 && n < MIME_PARAMETER_PIECES;
}

bool
mime_parameter_find(struct view rest, const char *name, char *room, size_t size,
    struct view *value_out)
{
	struct text t = {room, size, 0};

	if (!add_plain(&t, rest, name) && !add_pieces(&t, rest, name))
		return false;
	if (t.n == size)
		return false;
	while (t.n > 0 && is_space(room[t.n - 1]))
		t.n--;
	*value_out = view_make(room, t.n);
	return true;
}
