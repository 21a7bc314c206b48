/* SPDX-License-Identifier: ISC */
/* Bodies made fit for lines of a limited length. */
#include "config.h"

#include "base/limits.h"
#include "mail/body_encoder.h"

/* A line of encoded text (RFC 2045 6.7 (5), 6.8). */
#define ENCODED_LINE 76
/* From here on a loose line ends at its next space. */
#define LOOSE_LINE 900

static void
new_line(struct body_encoder *b, struct buf *out)
{
	buf_add_byte(out, '\n');
	b->column = 0;
}

/* A '-' that a break puts at the start of a line must not make a boundary. */
static bool
could_be_boundary(const struct body_encoder *b, char c)
{
	return b->column == 0 && c == '-';
}

static void
soft_break(struct body_encoder *b, size_t width, struct buf *out)
{
	if (b->column + width < ENCODED_LINE)
		return;
	buf_add_byte(out, '=');
	new_line(b, out);
}

static void
add_escaped(struct body_encoder *b, char c, struct buf *out)
{
	soft_break(b, 3, out);
	buf_printf(out, "=%02X", (unsigned char)c);
	b->column += 3;
}

static void
add_literal(struct body_encoder *b, char c, struct buf *out)
{
	bool at_start = b->column == 0;

	soft_break(b, 1, out);
	if (!at_start && could_be_boundary(b, c)) {
		add_escaped(b, c, out);
		return;
	}
	buf_add_byte(out, c);
	b->column++;
}

/* A space or tab is literal, but not at the end of a line. */
static void
add_blank(struct body_encoder *b, bool at_end, struct buf *out)
{
	if (b->blank == '\0')
		return;
	if (at_end)
		add_escaped(b, b->blank, out);
	else
		add_literal(b, b->blank, out);
	b->blank = '\0';
}

static void
to_quoted(
    struct body_encoder *b, const struct body_piece *piece, struct buf *out)
{
	for (size_t i = 0; i < piece->text.n; i++) {
		char c = piece->text.p[i];

		add_blank(b, false, out);
		if (c == ' ' || c == '\t')
			b->blank = c;
		else if (c > ' ' && c < 127 && c != '=')
			add_literal(b, c, out);
		else
			add_escaped(b, c, out);
	}
	if (!piece->ends)
		return;
	add_blank(b, true, out);
	new_line(b, out);
}

static void
flush_group(struct body_encoder *b, struct buf *out)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned v = (unsigned)b->group[0] << 16 | (unsigned)b->group[1] << 8 |
	    b->group[2];

	if (b->n_group == 0)
		return;
	for (unsigned i = 0; i < 4; i++)
		buf_add_byte(out,
		    i <= b->n_group ? digits[v >> (18 - 6 * i) & 63] : '=');
	b->group[0] = b->group[1] = b->group[2] = 0;
	b->n_group = 0;
	b->column += 4;
	if (b->column == ENCODED_LINE)
		new_line(b, out);
}

static void
add_to_group(struct body_encoder *b, char c, struct buf *out)
{
	b->group[b->n_group++] = (unsigned char)c;
	if (b->n_group == 3)
		flush_group(b, out);
}

static void
add_held_line_end(struct body_encoder *b, struct buf *out)
{
	if (b->line_end) {
		add_to_group(b, '\r', out);
		add_to_group(b, '\n', out);
	}
	b->line_end = false;
}

static void
to_base64(
    struct body_encoder *b, const struct body_piece *piece, struct buf *out)
{
	add_held_line_end(b, out);
	for (size_t i = 0; i < piece->text.n; i++)
		add_to_group(b, piece->text.p[i], out);
	b->line_end = piece->ends;
}

/* One byte of a long line of quoted-printable; an =XX stays whole. */
static void
in_quoted(struct body_encoder *b, char c, struct buf *out)
{
	if (b->escape > 0) {
		b->escape--;
		buf_add_byte(out, c);
		b->column++;
		return;
	}
	if (c != '=') {
		add_literal(b, c, out);
		return;
	}
	soft_break(b, 3, out);
	buf_add_byte(out, c);
	b->column++;
	b->escape = 2;
}

/* One byte of a long line of base64; what is none of it means nothing. */
static void
in_base64(struct body_encoder *b, char c, struct buf *out)
{
	if (b->column == ENCODED_LINE) {
		new_line(b, out);
		if (c == '-')
			return;
	}
	buf_add_byte(out, c);
	b->column++;
}

/* One byte of a long line that nobody reads. */
static void
loose(struct body_encoder *b, char c, struct buf *out)
{
	bool within = ((unsigned char)c & 0xc0) == 0x80;
	bool full = b->column >= LIMIT_TEXT_LINE ||
	    (b->column >= LIMIT_TEXT_LINE - 8 && !within);

	if ((b->column >= LOOSE_LINE && c == ' ') || full) {
		new_line(b, out);
		if (c == '-')
			buf_add_byte(out, ' ');
		b->column = c == '-';
	}
	buf_add_byte(out, c);
	b->column++;
}

/* What happens to each byte of a long line that stays in its encoding. */
static void (*const in_place[BODY_MODES])(
    struct body_encoder *, char, struct buf *) = {
    [BODY_IN_QUOTED] = in_quoted,
    [BODY_IN_BASE64] = in_base64,
    [BODY_LOOSE] = loose,
};

static void
break_line(
    struct body_encoder *b, const struct body_piece *piece, struct buf *out)
{
	for (size_t i = 0; i < piece->text.n; i++)
		in_place[b->mode](b, piece->text.p[i], out);
	if (piece->ends)
		new_line(b, out);
}

void
body_encoder_add(
    struct body_encoder *b, const struct body_piece *piece, struct buf *out)
{
	if (piece->starts) {
		b->is_long = !piece->ends || piece->text.n > LIMIT_TEXT_LINE;
		b->escape = 0;
	}
	if (b->mode == BODY_TO_QUOTED) {
		to_quoted(b, piece, out);
	} else if (b->mode == BODY_TO_BASE64) {
		to_base64(b, piece, out);
	} else if (b->is_long && in_place[b->mode] != NULL) {
		break_line(b, piece, out);
	} else {
		buf_add(out, piece->text);
		if (piece->ends)
			new_line(b, out);
	}
}

void
body_encoder_end(struct body_encoder *b, bool at_boundary, struct buf *out)
{
	if (b->mode != BODY_TO_BASE64)
		return;
	if (!at_boundary)
		add_held_line_end(b, out);
	flush_group(b, out);
	if (b->column > 0)
		new_line(b, out);
}
