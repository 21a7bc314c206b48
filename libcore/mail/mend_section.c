/* SPDX-License-Identifier: ISC */
/* How a part's text is to be encoded, and the header section that says so. */
#include "config.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/fold.h"
#include "mail/header.h"
#include "mail/mend_section.h"

void
mend_look_add(
    struct mend_look *l, const struct body_piece *piece, size_t *column)
{
	if (piece->starts)
		*column = 0;
	*column += piece->text.n;
	if (*column > l->longest)
		l->longest = *column;
	l->n += piece->text.n;
	for (size_t i = 0; i < piece->text.n; i++) {
		unsigned char c = (unsigned char)piece->text.p[i];

		if ((c < ' ' && c != '\t') || c > 126 || c == '=')
			l->escapes++;
	}
}

enum body_mode
mend_look_choose(const struct mend_look *l, bool whole)
{
	if (whole && l->longest <= LIMIT_TEXT_LINE)
		return BODY_AS_IS;
	/* Three bytes for an escape against four for any three. */
	return l->escapes * 6 > l->n ? BODY_TO_BASE64 : BODY_TO_QUOTED;
}

/* A text that is cut may end within a character. */
static const char *
charset_of(const struct mend_look *l)
{
	struct view text = l->text;

	if (view_is_ascii(text) && l->whole)
		return "us-ascii";
	for (int i = 0; i < 3 && !l->whole && !utf8_check(text); i++)
		text.n--;
	return utf8_check(text) ? "utf-8" : "unknown-8bit";
}

static void
put_encoding(const struct mend_section *s, struct buf *out)
{
	if (s->is_message && !s->entity->has_version)
		buf_add_str(out, "MIME-Version: 1.0\n");
	if (s->is_message && !s->entity->has_type)
		buf_printf(out, "Content-Type: text/plain; charset=%s\n",
		    charset_of(s->look));
	buf_printf(out, "Content-Transfer-Encoding: %s\n",
	    s->mode == BODY_TO_BASE64 ? "base64" : "quoted-printable");
}

void
mend_section_put(const struct mend_section *s, struct buf *out)
{
	bool encoded = s->mode == BODY_TO_QUOTED || s->mode == BODY_TO_BASE64;
	struct view rest = s->fields;
	struct header_field f;

	while (header_next(&rest, &f)) {
		if (encoded && header_is(&f, "Content-Transfer-Encoding"))
			continue;
		if (s->entity->signed_whole)
			buf_add(out, f.raw);
		else
			fold_field(&f, s->is_first, out);
		if (f.raw.p[f.raw.n - 1] != '\n')
			buf_add_byte(out, '\n');
	}
	if (encoded)
		put_encoding(s, out);
}
