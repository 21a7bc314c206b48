/* SPDX-License-Identifier: ISC */
/* One pass over the settings file's text. */
#include "config.h"

#include <string.h>

#include "conf/scan.h"

/* What the pass knows; words and strings are tokens to it. */
struct pass {
	const char *file;
	struct view text;
	size_t at;
	unsigned line;
	unsigned depth;
	unsigned section;
	struct view word; /* the last word, as long as no string followed */
	unsigned word_line;
	struct view head; /* the first word since the last section or key */
	unsigned head_line;
	struct marks *marks;
	struct error *e;
};

static enum error_code
refuse(struct pass *p, unsigned line, const char *why)
{
	return error_set(p->e, ERROR_SETTINGS, "%s:%u: %s", p->file, line, why);
}

static bool
looking_at(const struct pass *p, const char *s)
{
	return view_starts(view_from(p->text, p->at), s);
}

/* Whether a byte belongs to a bare word, as libconfuse sees it. */
static bool
is_word(char c)
{
	return strchr(" #\"'\t\n\r={}()+,*", c) == NULL;
}

static enum error_code
add_mark(struct pass *p, struct view name, unsigned line, bool is_section)
{
	struct mark mark = {p->section, line, name, is_section};

	if (!marks_add(p->marks, mark))
		return error_set(p->e, ERROR_MEMORY, "%s: no memory", p->file);
	return ERROR_NONE;
}

/* The word before an equal sign is a key. */
static enum error_code
take_key(struct pass *p)
{
	const struct mark *first;

	if (p->word.n == 0)
		return refuse(p, p->line,
		    "no key before the equal sign (write: key = \"value\")");
	if (p->depth == 0)
		return error_set(p->e, ERROR_SETTINGS,
		    "%s:%u: %.*s: a key outside any section (put it between "
		    "the braces of one, like login or relay)",
		    p->file, p->word_line, VIEW_ARG(p->word));
	first = marks_find_key(p->marks, p->word);
	if (first != NULL)
		return error_set(p->e, ERROR_SETTINGS,
		    "%s:%u: %.*s: given twice, first in line %u (remove one of "
		    "them)",
		    p->file, p->word_line, VIEW_ARG(p->word), first->line);
	return add_mark(p, p->word, p->word_line, false);
}

static enum error_code
take_brace(struct pass *p)
{
	enum error_code code = ERROR_NONE;

	if (p->text.p[p->at] == '}') {
		if (p->depth > 0)
			p->depth--;
	} else if (p->depth++ == 0) {
		if (p->head.n == 0)
			return refuse(p, p->line,
			    "braces without a section's name (write login or "
			    "relay before them)");
		p->section++;
		code = add_mark(p, p->head, p->head_line, true);
	}
	p->head = p->word = (struct view){NULL, 0};
	return code;
}

/* A string in either kind of quotes, copied as it is. */
static enum error_code
take_string(struct pass *p, struct buf *out)
{
	size_t start = p->at;
	unsigned line = p->line;
	char quote = p->text.p[p->at++];

	for (; p->at < p->text.n && p->text.p[p->at] != quote; p->at++) {
		if (looking_at(p, "${"))
			return refuse(p, p->line,
			    "${...} would be replaced from the environment "
			    "(write the value itself)");
		if (p->text.p[p->at] == '\\')
			p->at++;
		if (p->at < p->text.n && p->text.p[p->at] == '\n')
			p->line++;
	}
	if (p->at >= p->text.n)
		return refuse(p, line,
		    "a string that begins here has no end (close its quotes)");
	p->at++;
	p->word = (struct view){NULL, 0};
	buf_add(out, view_before(view_from(p->text, start), p->at - start));
	return ERROR_NONE;
}

/* A comment; only its line ends are kept. */
static enum error_code
take_comment(struct pass *p, struct buf *out)
{
	unsigned line = p->line;
	bool block = looking_at(p, "/*");

	p->at += block ? 2 : 1;
	for (; p->at < p->text.n; p->at++) {
		if (block && looking_at(p, "*/")) {
			p->at += 2;
			return ERROR_NONE;
		}
		if (p->text.p[p->at] != '\n')
			continue;
		if (!block)
			return ERROR_NONE;
		p->line++;
		buf_add_byte(out, '\n');
	}
	if (block)
		return refuse(p, line,
		    "a comment that begins here has no end (close it with "
		    "\"*/\")");
	return ERROR_NONE;
}

static void
take_word(struct pass *p, struct buf *out)
{
	size_t start = p->at;

	while (p->at < p->text.n && is_word(p->text.p[p->at]) &&
	    !looking_at(p, "${"))
		p->at++;
	p->word = view_before(view_from(p->text, start), p->at - start);
	p->word_line = p->line;
	if (p->head.n == 0) {
		p->head = p->word;
		p->head_line = p->line;
	}
	buf_add(out, p->word);
}

/* One byte of punctuation or space. */
static enum error_code
take_byte(struct pass *p, struct buf *out)
{
	enum error_code code = ERROR_NONE;
	char c = p->text.p[p->at];

	if (c == '\n')
		p->line++;
	else if (c == '{' || c == '}')
		code = take_brace(p);
	else if (c == '=')
		code = take_key(p);
	else if (c == '*' || (c == '+' && !looking_at(p, "+=")))
		code = refuse(p, p->line,
		    "a '*' or '+' outside quotes (put the value into quotes)");
	p->at++;
	buf_add_byte(out, c);
	return code;
}

static enum error_code
take_token(struct pass *p, struct buf *out)
{
	char c = p->text.p[p->at];

	if (c == '"' || c == '\'')
		return take_string(p, out);
	if (c == '#' || looking_at(p, "//") || looking_at(p, "/*"))
		return take_comment(p, out);
	if (looking_at(p, "${"))
		return refuse(p, p->line,
		    "${...} would be replaced from the environment (write the "
		    "value itself)");
	if (!is_word(c))
		return take_byte(p, out);
	take_word(p, out);
	return ERROR_NONE;
}

/* Control characters have no place in the file, comments included. */
static enum error_code
check_bytes(struct pass *p)
{
	unsigned line = 1;

	for (size_t i = 0; i < p->text.n; i++) {
		unsigned char c = (unsigned char)p->text.p[i];

		if (c == '\n')
			line++;
		else if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f)
			return refuse(p, line,
			    "a control character (remove it; the file is plain "
			    "text)");
	}
	return ERROR_NONE;
}

enum error_code
scan_text(const char *name, struct view text, struct marks *marks,
    struct buf *out, struct error *e)
{
	struct pass p = {
	    .file = name, .text = text, .line = 1, .marks = marks, .e = e};
	enum error_code code;

	*marks = (struct marks){NULL, 0, 0};
	code = check_bytes(&p);
	while (code == ERROR_NONE && p.at < text.n)
		code = take_token(&p, out);
	if (code == ERROR_NONE && p.depth != 0)
		code = refuse(&p, marks_last_section(marks)->line,
		    "a section that begins here has no end (close it with "
		    "\"}\")");
	if (code == ERROR_NONE && out->failed)
		code = error_set(e, ERROR_MEMORY, "%s: no memory", name);
	return code;
}
