/* SPDX-License-Identifier: ISC */
/* Words of header fields that only encoded words can carry. */
#include "config.h"

#include "mail/encoded_word.h"
#include "mail/field_words.h"

/* A longer word may not fit a line beside a field's name. */
#define LONG_WORD 900

enum syntax { TEXT, ADDRESSES, OTHER };

/* The fields that hold no text; '*' covers what begins so. */
static const struct {
	const char *name;
	enum syntax syntax;
} fields[] = {
    {"From", ADDRESSES},
    {"Sender", ADDRESSES},
    {"Reply-To", ADDRESSES},
    {"To", ADDRESSES},
    {"Cc", ADDRESSES},
    {"Bcc", ADDRESSES},
    {"Resent-From", ADDRESSES},
    {"Resent-Sender", ADDRESSES},
    {"Resent-Reply-To", ADDRESSES},
    {"Resent-To", ADDRESSES},
    {"Resent-Cc", ADDRESSES},
    {"Resent-Bcc", ADDRESSES},
    {"Mail-Followup-To", ADDRESSES},
    {"Mail-Reply-To", ADDRESSES},
    {"Disposition-Notification-To", ADDRESSES},
    {"Return-Receipt-To", ADDRESSES},
    {"Errors-To", ADDRESSES},
    {"Apparently-To", ADDRESSES},
    {"Received*", OTHER},
    {"Return-Path", OTHER},
    {"Date", OTHER},
    {"Message-ID", OTHER},
    {"In-Reply-To", OTHER},
    {"References", OTHER},
    {"Resent-Date", OTHER},
    {"Resent-Message-ID", OTHER},
    {"MIME-Version", OTHER},
    {"Content-Description", TEXT},
    {"Content-*", OTHER},
    {"DKIM-*", OTHER},
    {"DomainKey-*", OTHER},
    {"ARC-*", OTHER},
    {"Authentication-Results", OTHER},
    {"Auto-Submitted", OTHER},
    {"List-*", OTHER},
    {"Autocrypt*", OTHER},
};

static bool
matches(const char *pattern, const struct header_field *f)
{
	struct view p = view_of(pattern);

	if (p.p[p.n - 1] != '*')
		return header_is(f, pattern);
	return view_eq_case(
	    view_before(f->name, p.n - 1), view_before(p, p.n - 1));
}

static enum syntax
syntax_of(const struct header_field *f)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (matches(fields[i].name, f))
			return fields[i].syntax;
	return TEXT;
}

bool
field_words_has_addresses(const struct header_field *f)
{
	return syntax_of(f) == ADDRESSES;
}

/* Text as it is walked: blank and word take turns. */
struct walk {
	bool eight_bit;
	bool after_encoded; /* an encoded word stood before blank */
	struct view blank;
	struct view word;
	struct buf run; /* words that are encoded together */
	struct buf *out;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
next_word(struct walk *w, struct view *rest)
{
	size_t blank = 0, n;

	while (blank < rest->n && is_space(rest->p[blank]))
		blank++;
	for (n = blank; n < rest->n && !is_space(rest->p[n]); n++)
		;
	w->blank = view_before(*rest, blank);
	w->word = view_from(view_before(*rest, n), blank);
	*rest = view_from(*rest, n);
	return n > 0;
}

static bool
needs_encoding(const struct walk *w)
{
	return w->word.n > LONG_WORD ||
	    (w->eight_bit && !view_is_ascii(w->word));
}

/* White space without its folding. */
static void
add_unfolded(struct buf *b, struct view blank)
{
	for (size_t i = 0; i < blank.n; i++)
		if (blank.p[i] == ' ' || blank.p[i] == '\t')
			buf_add_byte(b, blank.p[i]);
}

/* White space between encoded words says nothing (RFC 2047 6.2), so what
 * stands between two of them is encoded too. */
static void
add_to_run(struct walk *w)
{
	if (w->run.n > 0) {
		add_unfolded(&w->run, w->blank);
	} else {
		buf_add(w->out, w->blank);
		if (w->after_encoded)
			buf_add_byte(&w->run, ' ');
	}
	buf_add(&w->run, w->word);
	w->after_encoded = true;
}

static void
end_run(struct walk *w)
{
	if (w->run.n > 0 && encoded_word_check(w->word))
		buf_add_byte(&w->run, ' ');
	if (w->run.n > 0)
		encoded_word_add(w->out, buf_view(&w->run));
	w->out->failed |= w->run.failed;
	buf_reset(&w->run);
}

static void
encode_text(struct view body, bool eight_bit, struct buf *out)
{
	struct walk w = {.eight_bit = eight_bit, .out = out};

	buf_init(&w.run, body.n + 2);
	while (next_word(&w, &body)) {
		if (needs_encoding(&w)) {
			add_to_run(&w);
			continue;
		}
		end_run(&w);
		buf_add(out, w.blank);
		buf_add(out, w.word);
		w.after_encoded = encoded_word_check(w.word);
	}
	w.word = view_of("");
	end_run(&w);
	buf_clear(&w.run);
}

bool
field_words_encode(
    const struct header_field *f, bool eight_bit, struct buf *out)
{
	enum syntax syntax = syntax_of(f);
	size_t body = (size_t)(f->body.p - f->raw.p);

	buf_add(out, view_before(f->raw, body));
	if (syntax == TEXT)
		encode_text(f->body, eight_bit, out);
	else if (syntax == OTHER || !eight_bit || view_is_ascii(f->body) ||
	    !field_addresses_encode(f->body, out))
		buf_add(out, f->body);
	buf_add(out, view_from(f->raw, body + f->body.n));
	return !out->failed;
}
