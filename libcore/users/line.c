/* SPDX-License-Identifier: ISC */
/* Cutting the accounts file into lines and their subjects. */
#include "config.h"

#include <string.h>

#include "users/line.h"

/* Where a '#' at the start of a word begins the comment. */
static size_t
find_comment(struct view line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' &&
		    (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
			return i;
	return line.n;
}

bool
line_next(struct line_walk *w)
{
	struct view line;

	while (view_split(&w->rest, '\n', &line)) {
		w->number++;
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (view_find(line, '#') < line.n)
			line = view_before(line, find_comment(line));
		w->line = view_trim(line);
		if (w->line.n != 0)
			return true;
	}
	return false;
}

/* Whether what stands around an '@' is the address, or "*" and its domain. */
static bool
is_around(struct view text, size_t at, struct view name)
{
	struct view local = account_local_part(name);
	struct view before = view_before(text, at);
	struct view behind = view_from(text, at + 1);

	if (at != 0 && text.p[at - 1] == '*')
		local = view_make("*", 1);
	return before.n >= local.n &&
	    view_eq_case(view_from(before, before.n - local.n), local) &&
	    view_eq_case(view_before(behind, account_domain(name).n),
		account_domain(name));
}

/* Cuts the line that holds the byte at the offset, and goes behind it. */
static bool
take_line(struct line_search *s, size_t offset)
{
	struct view before = view_before(s->text, offset);
	size_t start = view_find_last(before, '\n');
	struct line_walk w;

	start = start < before.n ? start + 1 : 0;
	w = (struct line_walk){.rest = view_from(s->text, start)};
	w.rest = view_before(w.rest, view_find(w.rest, '\n'));
	s->at = start + w.rest.n;
	if (!line_next(&w))
		return false;
	s->line = w.line;
	return true;
}

bool
line_search_next(struct line_search *s)
{
	while (s->at < s->text.n) {
		size_t at = s->at + view_find(view_from(s->text, s->at), '@');

		if (at >= s->text.n)
			break;
		s->at = at + 1;
		if (is_around(s->text, at, s->name) && take_line(s, at))
			return true;
	}
	s->at = s->text.n;
	return false;
}

unsigned
line_number(struct view text, const char *p)
{
	size_t before = (size_t)(p - text.p);
	unsigned n = 1;

	for (size_t i = 0; i < before; i++)
		n += text.p[i] == '\n';
	return n;
}

void
line_subject(struct view line, struct line_subject *out)
{
	struct view word;

	*out = (struct line_subject){.behind = line};
	view_word(&out->behind, &word);
	out->defaults = view_eq_str(word, "defaults");
	out->deny = view_starts(word, "!");
	if (out->deny)
		word = view_from(word, 1);
	if (out->deny && word.n == 0)
		view_word(&out->behind, &word);
	out->wildcard = view_starts(word, "*@");
	out->name = out->wildcard ? view_from(word, 2) : word;
}

bool
line_matches(const struct line_subject *s, struct view name)
{
	return view_eq_case(s->name, s->wildcard ? account_domain(name) : name);
}

bool
line_names_local(struct view words, struct view local)
{
	static const char key[] = "local=";
	struct view word;

	while (view_word(&words, &word))
		if (view_starts(word, key) &&
		    view_eq(view_from(word, sizeof(key) - 1), local))
			return true;
	return false;
}

/* What "%" and the letter at the start of rest stand for. */
static bool
expand_one(struct view rest, struct view name, struct view *out)
{
	char letter = rest.n != 0 ? rest.p[0] : '\0';

	if (letter == 'd')
		*out = account_domain(name);
	else if (letter == 'u')
		*out = account_local_part(name);
	else if (letter == '%')
		*out = view_before(rest, 1);
	else
		return false;
	return true;
}

bool
line_expand(struct view pattern, struct view name, char *dst, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < pattern.n; i++) {
		struct view piece = view_make(pattern.p + i, 1);

		if (pattern.p[i] == '%' &&
		    !expand_one(view_from(pattern, ++i), name, &piece))
			return false;
		if (piece.n >= size - n)
			return false;
		memcpy(dst + n, piece.p, piece.n);
		n += piece.n;
	}
	dst[n] = '\0';
	return account_check_path(view_make(dst, n));
}
