/* SPDX-License-Identifier: ISC */
/* Header fields made fit for lines of a limited length. */
#include "config.h"

#include "base/limits.h"
#include "mail/field_words.h"
#include "mail/fold.h"

/* Where a line that is too long is folded, if it can be (RFC 5322 2.1.1). */
#define GOOD_LINE 78

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The first offset behind the white space at the start of v. */
static size_t
blank_length(struct view v)
{
	size_t n = 0;

	while (n < v.n && is_blank(v.p[n]))
		n++;
	return n;
}

/*
 * The offset of white space to fold before: the last one in the first
 * GOOD_LINE bytes, else the first one below max; 0 for none.
 */
static size_t
find_blank(struct view line, size_t max)
{
	size_t at = 0;

	for (size_t i = blank_length(line) + 1; i < line.n && i <= max; i++) {
		if (i > GOOD_LINE && at > 0)
			break;
		if (is_blank(line.p[i]) && !is_blank(line.p[i - 1]))
			at = i;
	}
	return at;
}

/* The offset behind the last sign that white space may follow; 0 for none. */
static size_t
find_sign(struct view line, size_t max)
{
	bool quoted = false;
	size_t at = 0;

	for (size_t i = 0; i < line.n && i < max; i++) {
		if (line.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && (line.p[i] == ',' || line.p[i] == ';'))
			at = i + 1;
	}
	return at;
}

/* The offset to cut a word at: not within a character. */
static size_t
find_cut(struct view line, size_t max)
{
	size_t at = max;

	while (at > max - 4 && ((unsigned char)line.p[at] & 0xc0) == 0x80)
		at--;
	return at;
}

/* The line goes on behind white space; more of it than one byte is too much
 * where the line is too long. */
static struct view
without_margin(struct view line)
{
	size_t n = blank_length(line);

	return line.n > LIMIT_TEXT_LINE && n > 1 ? view_from(line, n - 1)
						 : line;
}

/* good: it is folded where it is longer than is good, if that can be. */
static void
fold_line(struct view line, bool good, struct buf *out)
{
	size_t max = LIMIT_TEXT_LINE;

	for (;;) {
		size_t at;

		line = without_margin(line);
		at = find_blank(line, max);
		if (line.n <= max && (!good || line.n <= GOOD_LINE || at == 0))
			break;
		max = LIMIT_TEXT_LINE - (at == 0);
		if (at == 0)
			at = find_sign(line, max);
		if (at == 0)
			at = find_cut(line, max);
		buf_add(out, view_before(line, at));
		line = view_from(line, at);
		if (blank_length(line) == line.n)
			return;
		buf_add_str(out, max < LIMIT_TEXT_LINE ? "\n " : "\n");
	}
	buf_add(out, line);
}

static void
fold_lines(struct view raw, bool good, struct buf *out)
{
	struct view line;

	while (raw.n > 0 && view_split(&raw, '\n', &line)) {
		fold_line(line, good, out);
		if (raw.p != NULL)
			buf_add_byte(out, '\n');
	}
}

static bool
is_short(struct view raw)
{
	struct view line;

	while (view_split(&raw, '\n', &line))
		if (line.n > LIMIT_TEXT_LINE)
			return false;
	return true;
}

void
fold_field(const struct header_field *f, bool encode_words, struct buf *out)
{
	bool fits = is_short(f->raw);
	struct buf encoded;

	if (fits && (!encode_words || view_is_ascii(f->raw))) {
		buf_add(out, f->raw);
		return;
	}
	buf_init(&encoded, out->max);
	if (!field_words_encode(f, encode_words, &encoded))
		out->failed = true;
	else
		fold_lines(buf_view(&encoded), encoded.n != f->raw.n, out);
	buf_clear(&encoded);
}
