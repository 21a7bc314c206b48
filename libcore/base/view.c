/* SPDX-License-Identifier: ISC */
/* Bounded views: comparing, cutting and copying bytes of known length. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/view.h"

static unsigned char
lower(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct view
view_of(const char *s)
{
	return (struct view){s, s != NULL ? strlen(s) : 0};
}

struct view
view_make(const void *p, size_t n)
{
	return (struct view){p, n};
}

bool
view_eq(struct view a, struct view b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
view_eq_str(struct view a, const char *s)
{
	return view_eq(a, view_of(s));
}

bool
view_eq_case(struct view a, struct view b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool
view_eq_case_str(struct view a, const char *s)
{
	return view_eq_case(a, view_of(s));
}

bool
view_starts(struct view v, const char *prefix)
{
	struct view want = view_of(prefix);

	return v.n >= want.n && view_eq(view_before(v, want.n), want);
}

bool
view_starts_case(struct view v, const char *prefix)
{
	struct view want = view_of(prefix);

	return v.n >= want.n && view_eq_case(view_before(v, want.n), want);
}

size_t
view_find(struct view v, char c)
{
	const char *at = v.n != 0 ? memchr(v.p, c, v.n) : NULL;

	return at != NULL ? (size_t)(at - v.p) : v.n;
}

size_t
view_find_last(struct view v, char c)
{
	for (size_t i = v.n; i > 0; i--)
		if (v.p[i - 1] == c)
			return i - 1;
	return v.n;
}

struct view
view_from(struct view v, size_t offset)
{
	if (v.p == NULL)
		return v;
	if (offset > v.n)
		offset = v.n;
	return (struct view){v.p + offset, v.n - offset};
}

struct view
view_before(struct view v, size_t offset)
{
	return (struct view){v.p, offset < v.n ? offset : v.n};
}

struct view
view_trim(struct view v)
{
	while (v.n > 0 && is_blank(v.p[v.n - 1]))
		v.n--;
	while (v.n > 0 && is_blank(v.p[0]))
		v = view_from(v, 1);
	return v;
}

bool
view_split(struct view *rest, char c, struct view *piece_out)
{
	size_t at;

	if (rest->p == NULL)
		return false;
	at = view_find(*rest, c);
	*piece_out = view_before(*rest, at);
	*rest =
	    at < rest->n ? view_from(*rest, at + 1) : (struct view){NULL, 0};
	return true;
}

bool
view_word(struct view *rest, struct view *word_out)
{
	size_t n = 0;

	*rest = view_trim(*rest);
	while (n < rest->n && !is_blank(rest->p[n]))
		n++;
	*word_out = view_before(*rest, n);
	*rest = view_from(*rest, n);
	return n > 0;
}

bool
view_has_control(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] < 32 || v.p[i] == 127)
			return true;
	return false;
}

bool
view_is_ascii(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] > 127)
			return false;
	return true;
}

char *
view_dup(struct view v)
{
	char *copy = malloc(v.n + 1);

	if (copy != NULL && !view_copy(v, copy, v.n + 1)) {
		free(copy);
		return NULL;
	}
	return copy;
}

bool
view_copy(struct view v, char *dst, size_t size)
{
	if (size == 0)
		return false;
	dst[0] = '\0';
	if (v.n >= size || view_find(v, '\0') != v.n)
		return false;
	if (v.n != 0)
		memcpy(dst, v.p, v.n);
	dst[v.n] = '\0';
	return true;
}
