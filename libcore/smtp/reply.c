/* SPDX-License-Identifier: ISC */
/* The grammar of SMTP replies. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/num.h"
#include "smtp/reply.h"

void
smtp_reply_init(struct smtp_reply *r)
{
	*r = (struct smtp_reply){.code = 0};
	buf_init(&r->text, SMTP_REPLY_TEXT);
}

void
smtp_reply_clear(struct smtp_reply *r)
{
	buf_clear(&r->text);
	smtp_reply_init(r);
}

void
smtp_reply_reset(struct smtp_reply *r)
{
	buf_reset(&r->text);
	r->code = 0;
	r->lines = 0;
	r->enhanced = (struct smtp_enhanced){.class = 0};
}

/* One to three digits up to the byte end, taken off *rest with it. */
static bool
take_number(struct view *rest, char end, unsigned *out)
{
	size_t n = view_find(*rest, end);
	uint64_t number;

	if (n > 3 || !num_parse(view_before(*rest, n), 0, 999, &number))
		return false;
	*rest = view_from(*rest, n + 1);
	*out = (unsigned)number;
	return true;
}

size_t
smtp_enhanced_parse(struct view text, unsigned want, struct smtp_enhanced *out)
{
	struct view rest = view_before(text, view_find(text, ' '));
	struct smtp_enhanced got;
	size_t n = rest.n;

	*out = (struct smtp_enhanced){.class = 0};
	if (!take_number(&rest, '.', &got.class) || got.class != want ||
	    !take_number(&rest, '.', &got.subject) ||
	    !take_number(&rest, ' ', &got.detail))
		return 0;
	*out = got;
	return n < text.n ? n + 1 : n;
}

/* The digits in front of a line; 0 when it has none. */
static unsigned
code_of(struct view line)
{
	uint64_t code;

	if (line.n < 3 || !num_parse(view_before(line, 3), 200, 599, &code))
		return 0;
	if (line.n > 3 && line.p[3] != ' ' && line.p[3] != '-')
		return 0;
	return (unsigned)code;
}

/* Appends a line's text; what does not fit is dropped without a failure. */
static void
keep(struct smtp_reply *r, struct view text)
{
	if (r->lines > 1)
		buf_add_byte(&r->text, '\n');
	buf_add(&r->text, text);
	r->text.failed = false;
}

enum smtp_reply_state
smtp_reply_add(struct smtp_reply *r, struct view line)
{
	struct view text = view_from(line, 4);
	unsigned code = code_of(line);
	struct smtp_enhanced again;

	if (code == 0 || (r->lines > 0 && code != r->code) ||
	    r->lines == LIMIT_REPLY_LINES)
		return SMTP_REPLY_BAD;
	r->code = code;
	if (r->lines++ == 0)
		smtp_enhanced_parse(text, code / 100, &r->enhanced);
	else
		text = view_from(
		    text, smtp_enhanced_parse(text, code / 100, &again));
	keep(r, text);
	return line.n > 3 && line.p[3] == '-' ? SMTP_REPLY_MORE
					      : SMTP_REPLY_DONE;
}

char *
smtp_reply_copy(const struct smtp_reply *r, char *dst, size_t size)
{
	struct view rest = buf_view(&r->text), line;
	struct buf b;
	bool first = true;

	buf_init(&b, 2 * SMTP_REPLY_TEXT);
	buf_printf(&b, "%u", r->code);
	while (view_split(&rest, '\n', &line)) {
		if (line.n > 0)
			buf_add_str(&b, first ? " " : "; ");
		buf_add(&b, line);
		first = first && line.n == 0;
	}
	escape_copy(buf_view(&b), dst, size);
	buf_clear(&b);
	return dst;
}
