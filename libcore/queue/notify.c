/* SPDX-License-Identifier: ISC */
/* The value of NOTIFY. */
#include "config.h"

#include <stdio.h>

#include "queue/notify.h"

static const struct {
	const char *word;
	unsigned bit;
} words[] = {
    {"SUCCESS", NOTIFY_SUCCESS},
    {"FAILURE", NOTIFY_FAILURE},
    {"DELAY", NOTIFY_DELAY},
    {"NEVER", NOTIFY_NEVER},
};

#define N_WORDS (sizeof(words) / sizeof(words[0]))

/* The bit of a word, or 0. */
static unsigned
bit_of(struct view word)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (view_eq_case_str(word, words[i].word))
			return words[i].bit;
	return 0;
}

bool
notify_parse(struct view text, unsigned *out)
{
	struct view word;

	*out = 0;
	while (view_split(&text, ',', &word)) {
		unsigned bit = bit_of(word);

		if (bit == 0)
			return false;
		*out |= bit;
	}
	return *out == NOTIFY_NEVER ||
	    (*out != 0 && (*out & NOTIFY_NEVER) == 0);
}

unsigned
notify_merge(unsigned a, unsigned b)
{
	if (a == b || b == NOTIFY_NEVER)
		return a;
	if (a == NOTIFY_NEVER)
		return b;
	return (a != 0 ? a : NOTIFY_BY_ITSELF) |
	    (b != 0 ? b : NOTIFY_BY_ITSELF);
}

void
notify_text(unsigned notify, char dst[NOTIFY_TEXT])
{
	size_t n = 0;

	dst[0] = '\0';
	for (size_t i = 0; i < N_WORDS && n < NOTIFY_TEXT; i++)
		if ((notify & words[i].bit) != 0)
			n += (size_t)snprintf(dst + n, NOTIFY_TEXT - n, "%s%s",
			    n > 0 ? "," : "", words[i].word);
}
