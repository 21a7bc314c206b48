/* SPDX-License-Identifier: ISC */
/* Dot stuffing. */
#include "config.h"

#include "smtp/dots.h"

static void
end_line(struct smtp_dots *d, struct buf *out)
{
	buf_add_str(out, "\r\n");
	d->line_start = true;
	d->cr = false;
}

/* Bytes at the start of text up to the next CR or LF. */
static size_t
plain(struct view text)
{
	size_t n = view_find(text, '\n');

	return view_find(view_before(text, n), '\r');
}

bool
smtp_dots_add(struct smtp_dots *d, struct view text, struct buf *out)
{
	while (text.n > 0) {
		size_t n = plain(text);

		if (d->cr && text.p[0] != '\n')
			end_line(d, out);
		if (d->line_start && n > 0 && text.p[0] == '.')
			buf_add_byte(out, '.');
		if (n > 0) {
			buf_add(out, view_before(text, n));
			d->line_start = false;
		} else if (text.p[0] == '\n') {
			end_line(d, out);
			n = 1;
		} else {
			d->cr = true;
			n = 1;
		}
		text = view_from(text, n);
	}
	return !out->failed;
}

bool
smtp_dots_end(struct smtp_dots *d, struct buf *out)
{
	if (d->cr || !d->line_start)
		end_line(d, out);
	return buf_add_str(out, ".\r\n");
}
