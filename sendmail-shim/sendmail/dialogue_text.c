/* SPDX-License-Identifier: ISC */
/* Finding the end of the text behind DATA. */
#include "config.h"

#include "sendmail-shim/sendmail/dialogue_text.h"

/* Where one is behind a byte of a line. */
static enum dialogue_text_at
behind(const struct dialogue_text *t, char c)
{
	if (c == '\r')
		return DIALOGUE_CR;
	if (c == '\n' && (t->bare || t->at == DIALOGUE_CR))
		return DIALOGUE_LINE_START;
	return DIALOGUE_IN_LINE;
}

/* One byte; whether it is of the text. */
static bool
take(struct dialogue_text *t, char c)
{
	if (t->at == DIALOGUE_LINE_START && c == '.') {
		t->at = DIALOGUE_DOT;
		return false;
	}
	if (t->at == DIALOGUE_DOT && c == '\n' && t->bare) {
		t->at = DIALOGUE_ENDED;
		return false;
	}
	t->at = behind(t, c);
	return true;
}

size_t
dialogue_text_take(
    struct dialogue_text *t, struct view *in, char *dst, size_t size)
{
	size_t n = 0;

	while (in->n > 0 && t->at != DIALOGUE_ENDED && size - n >= 2) {
		char c = in->p[0];

		*in = view_from(*in, 1);
		if (t->at == DIALOGUE_DOT && c == '\r') {
			t->at = DIALOGUE_DOT_CR;
		} else if (t->at == DIALOGUE_DOT_CR && c == '\n') {
			t->at = DIALOGUE_ENDED;
		} else if (t->at == DIALOGUE_DOT_CR) {
			dst[n++] = '\r';
			t->at = DIALOGUE_CR;
			if (take(t, c))
				dst[n++] = c;
		} else if (take(t, c)) {
			dst[n++] = c;
		}
	}
	return n;
}
