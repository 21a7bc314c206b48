/* SPDX-License-Identifier: ISC */
/* Parsing of IMAP replies. */
#include "config.h"

#include <string.h>

#include "imap/grammar.h"

static const struct {
	const char *word;
	enum imap_status status;
	bool tagged; /* may stand behind a tag */
} statuses[] = {
    {"OK", IMAP_OK, true},
    {"NO", IMAP_NO, true},
    {"BAD", IMAP_BAD, true},
    {"BYE", IMAP_BYE, false},
    {"PREAUTH", IMAP_PREAUTH, false},
};

#define STATUSES (sizeof(statuses) / sizeof(statuses[0]))

/* Takes what stands before the next space, and that space, off *rest. */
static struct view
take_atom(struct view *rest)
{
	size_t end = view_find(*rest, ' ');
	struct view atom = view_before(*rest, end);

	*rest = view_from(*rest, end + 1);
	return atom;
}

/* A tag: printable, and none of the characters that a tag cannot have. */
static bool
tag_check(struct view tag)
{
	for (size_t i = 0; i < tag.n; i++) {
		unsigned char c = (unsigned char)tag.p[i];

		if (c <= 32 || c >= 127 || strchr("(){%*\"\\+", c) != NULL)
			return false;
	}
	return tag.n > 0;
}

/* "[CODE rest] text"; a bracket that does not close is text. */
static void
parse_text(struct view text, struct imap_line *out)
{
	struct view inside;
	size_t end;

	out->text = text;
	if (!view_starts(text, "["))
		return;
	end = view_find(text, ']');
	if (end == text.n)
		return;
	inside = view_from(view_before(text, end), 1);
	out->code = take_atom(&inside);
	out->code_rest = inside;
	out->text = view_trim(view_from(text, end + 1));
}

static bool
parse_status(struct view word, struct view rest, struct imap_line *out)
{
	for (size_t i = 0; i < STATUSES; i++) {
		if (!view_eq_case_str(word, statuses[i].word))
			continue;
		if (out->kind == IMAP_TAGGED && !statuses[i].tagged)
			return false;
		out->status = statuses[i].status;
		parse_text(rest, out);
		return true;
	}
	return false;
}

/* Whether data ends in "{n}" or "{n+}", behind which a literal follows. */
static bool
ends_in_literal(struct view data)
{
	size_t open = view_find_last(data, '{');
	struct view inside = view_from(data, open + 1);

	if (open == data.n || inside.n < 2 || inside.p[inside.n - 1] != '}')
		return false;
	inside.n--;
	if (inside.p[inside.n - 1] == '+')
		inside.n--;
	for (size_t i = 0; i < inside.n; i++)
		if (inside.p[i] < '0' || inside.p[i] > '9')
			return false;
	return inside.n > 0;
}

static bool
parse_untagged(struct view rest, struct imap_line *out)
{
	struct view data = rest, word = take_atom(&rest);

	out->kind = IMAP_UNTAGGED;
	if (word.n == 0)
		return false;
	if (parse_status(word, rest, out))
		return true;
	out->status = view_eq_case_str(word, "CAPABILITY") ? IMAP_CAPABILITIES
							   : IMAP_DATA;
	out->text = rest;
	out->literal = ends_in_literal(data);
	return true;
}

bool
imap_parse_line(struct view line, struct imap_line *out)
{
	struct view rest = line, first;

	memset(out, 0, sizeof(*out));
	if (line.n == 0)
		return false;
	first = take_atom(&rest);
	if (view_eq_str(first, "+")) {
		out->kind = IMAP_CONTINUATION;
		out->text = view_trim(rest);
		return true;
	}
	if (view_eq_str(first, "*"))
		return parse_untagged(rest, out);
	out->kind = IMAP_TAGGED;
	out->tag = first;
	first = take_atom(&rest);
	return tag_check(out->tag) && parse_status(first, rest, out);
}

void
imap_parse_capabilities(struct view words, struct imap_capabilities *out)
{
	struct view word;

	memset(out, 0, sizeof(*out));
	out->known = true;
	while (view_word(&words, &word)) {
		if (view_eq_case_str(word, "SASL-IR") ||
		    view_eq_case_str(word, "IMAP4rev2"))
			out->sasl_ir = true;
		else if (view_eq_case_str(word, "LOGINDISABLED"))
			out->login_disabled = true;
		else if (view_eq_case_str(word, "LITERAL+") ||
		    view_eq_case_str(word, "LITERAL-"))
			out->literal_plus = true;
		else if (view_starts_case(word, "AUTH="))
			sasl_offered_add(out->mechanisms, view_from(word, 5));
	}
}
