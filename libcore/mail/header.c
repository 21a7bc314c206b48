/* SPDX-License-Identifier: ISC */
/* Cutting a header section into its fields. */
#include "config.h"

#include "mail/header.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The length of the line at the start of text, its end included. */
static size_t
line_length(struct view text)
{
	size_t n = view_find(text, '\n');

	return n < text.n ? n + 1 : n;
}

/* The length of a field name (RFC 5322 2.2) at the start of line. */
static size_t
name_length(struct view line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] > ' ' && line.p[n] < 127 &&
	    line.p[n] != ':')
		n++;
	return n;
}

/* The offset of the colon behind a name of n bytes, or line.n. */
static size_t
find_colon(struct view line, size_t n)
{
	size_t at = n;

	while (at < line.n && is_blank(line.p[at]))
		at++;
	return n > 0 && at < line.n && line.p[at] == ':' ? at : line.n;
}

/* Without the line end behind it. */
static struct view
without_end(struct view v)
{
	if (v.n > 0 && v.p[v.n - 1] == '\n')
		v.n--;
	if (v.n > 0 && v.p[v.n - 1] == '\r')
		v.n--;
	return v;
}

bool
header_next(struct view *rest, struct header_field *out)
{
	size_t n = line_length(*rest);
	struct view line = view_before(*rest, n);
	size_t name = name_length(line);
	size_t colon = find_colon(line, name);

	if (colon == line.n)
		return false;
	while (n < rest->n && is_blank(rest->p[n]))
		n += line_length(view_from(*rest, n));
	out->raw = view_before(*rest, n);
	out->name = view_before(line, name);
	out->body = without_end(view_from(out->raw, colon + 1));
	*rest = view_from(*rest, n);
	return true;
}

bool
header_is(const struct header_field *f, const char *name)
{
	return view_eq_case_str(f->name, name);
}

size_t
header_section(struct view text)
{
	struct view rest = text;
	struct header_field field;

	while (header_next(&rest, &field))
		;
	return text.n - rest.n;
}
