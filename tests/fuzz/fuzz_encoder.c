/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the encoding of bodies: decoded here by other code, the result is
 * what went in; and no line of it is too long.
 */
#include "config.h"

#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "mail/body_encoder.h"

#define ENCODED_LINE 76

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'A' && c <= 'F'  ? c - 'A' + 10
				    : -1;
}

/* RFC 2045 6.7; blanks at the end of a line are no text. */
static void
decode_quoted(struct view text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			FUZZ_HOLDS(i == 0 ||
			    (text.p[i - 1] != ' ' && text.p[i - 1] != '\t'));
		if (text.p[i] != '=') {
			buf_add_byte(out, text.p[i]);
			continue;
		}
		FUZZ_HOLDS(i + 1 < text.n);
		if (text.p[++i] == '\n')
			continue;
		FUZZ_HOLDS(i + 1 < text.n && hex(text.p[i]) >= 0 &&
		    hex(text.p[i + 1]) >= 0);
		buf_add_byte(
		    out, (char)(hex(text.p[i]) * 16 + hex(text.p[i + 1])));
		i++;
	}
}

static int
digit(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A'
	    : c >= 'a' && c <= 'z'  ? c - 'a' + 26
	    : c >= '0' && c <= '9'  ? c - '0' + 52
	    : c == '+'              ? 62
	    : c == '/'              ? 63
				    : -1;
}

/* RFC 2045 6.8, without the CR of line ends. */
static void
decode_base64(struct view text, struct buf *out)
{
	unsigned bits = 0, n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' || text.p[i] == '=')
			continue;
		FUZZ_HOLDS(digit(text.p[i]) >= 0);
		bits = bits << 6 | (unsigned)digit(text.p[i]);
		n += 6;
		if (n < 8)
			continue;
		n -= 8;
		if ((char)(bits >> n) != '\r')
			buf_add_byte(out, (char)(bits >> n));
	}
}

/* Hands text over in lines, each in two pieces where it is longer than cut. */
static void
encode(struct body_encoder *b, struct view text, size_t cut, struct buf *out)
{
	struct view line;

	while (text.n > 0 && view_split(&text, '\n', &line)) {
		struct body_piece first = {view_before(line, cut), true, false};
		struct body_piece rest = {view_from(line, cut), false, true};

		if (line.n > cut)
			body_encoder_add(b, &first, out);
		rest.starts = line.n <= cut;
		if (rest.starts)
			rest.text = line;
		body_encoder_add(b, &rest, out);
	}
}

static void
check(enum body_mode mode, struct view text, bool at_boundary, size_t cut)
{
	struct body_encoder b = {.mode = mode};
	struct buf out, back;
	struct view rest, line;

	buf_init(&out, 8 * text.n + 64);
	buf_init(&back, 8 * text.n + 64);
	encode(&b, text, cut, &out);
	body_encoder_end(&b, at_boundary, &out);
	FUZZ_HOLDS(out.n == 0 || out.p[out.n - 1] == '\n');
	rest = buf_view(&out);
	while (view_split(&rest, '\n', &line))
		FUZZ_HOLDS(line.n <= ENCODED_LINE);
	if (mode == BODY_TO_BASE64) {
		decode_base64(buf_view(&out), &back);
		if (at_boundary && text.n > 0)
			buf_add_byte(&back, '\n');
	} else {
		decode_quoted(buf_view(&out), &back);
	}
	FUZZ_HOLDS(view_eq(buf_view(&back), text));
	buf_clear(&out);
	buf_clear(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t cut = size > 0 ? data[0] : 0;
	struct buf text;

	buf_init(&text, size + 1);
	for (size_t i = 1; i < size; i++)
		if (data[i] != '\r')
			buf_add_byte(&text, (char)data[i]);
	if (text.n > 0 && text.p[text.n - 1] != '\n')
		buf_add_byte(&text, '\n');
	for (int at_boundary = 0; at_boundary < 2; at_boundary++) {
		check(BODY_TO_QUOTED, buf_view(&text), at_boundary, cut);
		check(BODY_TO_BASE64, buf_view(&text), at_boundary, cut);
	}
	buf_clear(&text);
	return 0;
}
