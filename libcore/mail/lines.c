/* SPDX-License-Identifier: ISC */
/* Making every line end CRLF. */
#include "config.h"

#include "mail/lines.h"

static void
end_line(struct lines *l, struct buf *out)
{
	buf_add_str(out, "\r\n");
	l->size += 2;
	l->column = 0;
}

/* The length of what stands before the next line end of any kind. */
static size_t
run_length(struct view in, bool *eight_bit)
{
	unsigned char all = 0;
	size_t n = 0;

	while (n < in.n && in.p[n] != '\r' && in.p[n] != '\n')
		all |= (unsigned char)in.p[n++];
	if (all > 127)
		*eight_bit = true;
	return n;
}

static void
add_run(struct lines *l, struct view run, struct buf *out)
{
	buf_add(out, run);
	l->size += run.n;
	l->column += run.n;
	if (l->column > l->longest)
		l->longest = l->column;
}

bool
lines_add(struct lines *l, struct view in, struct buf *out)
{
	while (in.n > 0) {
		size_t n = run_length(in, &l->eight_bit);
		char end;

		if (n > 0) {
			add_run(l, view_before(in, n), out);
			l->after_cr = false;
		}
		if (n == in.n)
			break;
		end = in.p[n];
		if (end == '\r' || !l->after_cr)
			end_line(l, out);
		l->after_cr = end == '\r';
		in = view_from(in, n + 1);
	}
	return !out->failed;
}

bool
lines_end(struct lines *l, struct buf *out)
{
	if (l->column > 0)
		end_line(l, out);
	return !out->failed;
}
