/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the mending of messages: in one piece or in two the result is the
 * same; what is not signed has no line that is too long; and mending again
 * changes nothing.
 */
#include "config.h"

#include "base/buf.h"
#include "base/limits.h"
#include "fuzz/fuzz.h"
#include "mail/mend.h"

#define ROOM (1UL << 24)

/* A mend_fn. */
static void
take(void *arg, struct view text)
{
	FUZZ_HOLDS(buf_add(arg, text));
}

static void
mend(struct view in, size_t cut, struct buf *out)
{
	struct mend *m = mend_new(take, out);

	FUZZ_HOLDS(m != NULL);
	buf_init(out, ROOM);
	FUZZ_HOLDS(mend_add(m, view_before(in, cut)));
	FUZZ_HOLDS(mend_add(m, view_from(in, cut)));
	FUZZ_HOLDS(mend_end(m));
	mend_free(&m);
}

/*
 * The input as text: no CR or NUL, and each of the bytes from 1 to 3 stands
 * for many of the byte behind it, since long lines would be hard to find.
 */
static void
read_text(const uint8_t *data, size_t size, struct buf *text)
{
	buf_init(text, ROOM);
	for (size_t i = 0; i < size; i++) {
		size_t n = 1;

		if (data[i] > 0 && data[i] < 4 && i + 1 < size &&
		    text->n < 65536)
			n = 333UL * data[i++];
		for (; n > 0; n--)
			if (data[i] != '\r' && data[i] != '\0')
				buf_add_byte(text, (char)data[i]);
	}
	if (text->n > 0 && text->p[text->n - 1] != '\n')
		buf_add_byte(text, '\n');
	FUZZ_HOLDS(!text->failed);
}

/* Whether something in it could be sealed. */
static bool
may_be_sealed(struct view text)
{
	static const char *const words[] = {"signature", "content-", NULL};
	struct view rest = text;

	for (; rest.n > 0; rest = view_from(rest, 1))
		for (int i = 0; words[i] != NULL; i++)
			if (view_starts_case(rest, words[i]))
				return true;
	return false;
}

static void
check_lines(struct view text)
{
	struct view line;

	while (view_split(&text, '\n', &line))
		FUZZ_HOLDS(line.n <= LIMIT_TEXT_LINE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text, out, cut, again;
	size_t at = size > 0 ? data[size - 1] : 0;

	read_text(data, size, &text);
	mend(buf_view(&text), 0, &out);
	mend(buf_view(&text), at < text.n ? at : text.n / 2, &cut);
	FUZZ_HOLDS(view_eq(buf_view(&out), buf_view(&cut)));
	mend(buf_view(&out), 0, &again);
	FUZZ_HOLDS(view_eq(buf_view(&out), buf_view(&again)));
	if (!may_be_sealed(buf_view(&text)))
		check_lines(buf_view(&out));
	buf_clear(&text);
	buf_clear(&out);
	buf_clear(&cut);
	buf_clear(&again);
	return 0;
}
