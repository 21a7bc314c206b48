/* SPDX-License-Identifier: ISC */
/* Parsing of POP3 replies. */
#include "config.h"

#include <string.h>

#include "pop/grammar.h"

static const struct {
	const char *word;
	enum pop_kind kind;
} kinds[] = {
    {"+OK", POP_OK},
    {"-ERR", POP_ERR},
    {"+", POP_CONTINUATION},
};

/* "[CODE] text"; a bracket that does not close is text (RFC 2449 8). */
static void
parse_code(struct pop_line *out)
{
	size_t end = view_find(out->text, ']');

	if (!view_starts(out->text, "[") || end == out->text.n)
		return;
	out->code = view_from(view_before(out->text, end), 1);
	out->text = view_trim(view_from(out->text, end + 1));
}

bool
pop_parse_line(struct view line, struct pop_line *out)
{
	size_t end = view_find(line, ' ');
	struct view word = view_before(line, end);

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!view_eq_case_str(word, kinds[i].word))
			continue;
		out->kind = kinds[i].kind;
		out->text = view_trim(view_from(line, end));
		if (out->kind == POP_ERR)
			parse_code(out);
		return true;
	}
	return false;
}

bool
pop_ends_list(struct view line)
{
	return view_eq_str(line, ".");
}

void
pop_add_capability(struct view line, struct pop_capabilities *caps)
{
	struct view word;

	if (!view_word(&line, &word))
		return;
	if (view_eq_case_str(word, "USER"))
		caps->user = true;
	if (!view_eq_case_str(word, "SASL"))
		return;
	caps->sasl = true;
	sasl_offered_add(caps->mechanisms, line);
}
