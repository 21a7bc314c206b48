/* SPDX-License-Identifier: ISC */
/* Changing the text of an accounts file. */
#include "config.h"

#include "users/edit.h"
#include "users/line.h"

/* Takes a line with its line end off the front of *rest. */
static bool
next_raw(struct view *rest, struct view *out)
{
	size_t end = view_find(*rest, '\n');

	if (rest->n == 0)
		return false;
	*out = view_before(*rest, end + 1);
	*rest = view_from(*rest, end + 1);
	return true;
}

/* Whether a line denies this one address, and what else it says. */
static bool
is_denial(struct view raw, struct view address, struct line_subject *out)
{
	struct line_walk w = {.rest = raw};

	if (!line_next(&w))
		return false;
	line_subject(w.line, out);
	return out->deny && !out->wildcard && line_matches(out, address);
}

/* What the comment of a line is, with its line end; nothing without one. */
static struct view
comment_of(struct view raw, const struct line_subject *s)
{
	struct view behind =
	    view_from(raw, (size_t)(s->name.p + s->name.n - raw.p));

	return view_from(behind, view_find(behind, '#'));
}

enum error_code
edit_deny(
    struct view text, struct view address, struct buf *out, struct error *e)
{
	struct view rest = text, raw;
	struct line_subject s;

	for (unsigned n = 1; next_raw(&rest, &raw); n++)
		if (is_denial(raw, address, &s))
			return error_set(
			    e, ERROR_EXISTS, "line %u denies it already", n);
	buf_add(out, text);
	if (text.n != 0 && text.p[text.n - 1] != '\n')
		buf_add_byte(out, '\n');
	if (buf_printf(out, "!%.*s\n", VIEW_ARG(address)))
		return ERROR_NONE;
	return error_set(e, ERROR_LIMIT, "the file would be too long");
}

enum error_code
edit_permit(
    struct view text, struct view address, struct buf *out, struct error *e)
{
	struct view rest = text, raw;
	struct line_subject s;
	bool found = false;

	for (unsigned n = 1; next_raw(&rest, &raw); n++) {
		if (!is_denial(raw, address, &s)) {
			buf_add(out, raw);
			continue;
		}
		if (s.behind.n != 0)
			return error_set(e, ERROR_SETTINGS,
			    "line %u has more behind the address (mend it by "
			    "hand)",
			    n);
		buf_add(out, comment_of(raw, &s));
		found = true;
	}
	if (out->failed)
		return error_set(e, ERROR_MEMORY, "no memory");
	return found ? ERROR_NONE
		     : error_set(e, ERROR_NOTFOUND, "no line denies it");
}
