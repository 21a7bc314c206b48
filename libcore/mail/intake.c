/* SPDX-License-Identifier: ISC */
/* Making plain what programs hand in. */
#include "config.h"

#include "mail/intake.h"

/* The line ends here, in whichever way. */
static void
end_line(struct intake *i, struct buf *out)
{
	if (i->after_dot)
		i->ended = true;
	else
		buf_add_byte(out, '\n');
	i->in_line = i->after_dot = false;
}

/* The length of what needs no attention at the start of in. */
static size_t
run_length(struct view in)
{
	size_t n = 0;

	while (
	    n < in.n && in.p[n] != '\r' && in.p[n] != '\n' && in.p[n] != '\0')
		n++;
	return n;
}

static void
add_run(struct intake *i, struct view run, struct buf *out)
{
	if (!i->in_line && !i->ignore_dot && run.p[0] == '.') {
		i->in_line = i->after_dot = true;
		run = view_from(run, 1);
	}
	if (run.n == 0)
		return;
	if (i->after_dot)
		buf_add_byte(out, '.');
	buf_add(out, run);
	i->in_line = true;
	i->after_dot = false;
}

bool
intake_add(struct intake *i, struct view in, struct buf *out)
{
	while (in.n > 0 && !i->ended) {
		size_t n = run_length(in);

		if (n > 0) {
			add_run(i, view_before(in, n), out);
			i->after_cr = false;
		}
		if (n == in.n)
			break;
		if (in.p[n] == '\r' || (in.p[n] == '\n' && !i->after_cr))
			end_line(i, out);
		if (in.p[n] != '\0')
			i->after_cr = in.p[n] == '\r';
		in = view_from(in, n + 1);
	}
	return !out->failed;
}

bool
intake_end(struct intake *i, struct buf *out)
{
	if (!i->ended && i->in_line)
		end_line(i, out);
	i->ended = true;
	return !out->failed;
}
