/* SPDX-License-Identifier: ISC */
/* The text that is mended, seen as pieces of lines and as boundaries. */
#include "config.h"

#include "mail/mend_text.h"

/* A line of which so much is there without its end is no boundary, nor does
 * it fit; the rest of it need not be waited for. */
#define LINE_AHEAD 2048

/* The length of the rest of the line at that offset; false when its end is not
 * there. */
static bool
find_line_end(const struct mend_text *t, size_t at, size_t *n_out)
{
	struct view rest = view_from(buf_view(&t->in), at);

	*n_out = view_find(rest, '\n');
	return *n_out < rest.n;
}

enum mend_found
mend_text_look(
    const struct mend_text *t, struct mend_cursor *c, struct mend_sight *s)
{
	size_t n;
	bool end = find_line_end(t, c->at, &n);

	if (!end && (n == 0 || (!c->in_line && n < LINE_AHEAD && !t->ended)))
		return MEND_NOTHING;
	s->start = c->at;
	s->piece.text = view_make(t->in.p + c->at, n);
	s->piece.starts = !c->in_line;
	s->piece.ends = end || t->ended;
	c->at += n + end;
	c->in_line = !s->piece.ends;
	s->level = 0;
	if (s->piece.starts && s->piece.ends && n < LINE_AHEAD)
		s->level =
		    boundaries_match(&t->open, s->piece.text, &s->closing);
	return s->level > 0 ? MEND_BOUNDARY : MEND_PIECE;
}
