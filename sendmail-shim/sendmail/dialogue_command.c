/* SPDX-License-Identifier: ISC */
/* Taking SMTP command lines apart. */
#include "config.h"

#include <string.h>

#include "base/xtext.h"
#include "mail/address.h"
#include "queue/message.h"
#include "sendmail-shim/sendmail/dialogue_command.h"

struct view
dialogue_verb(struct view line, struct view *rest_out)
{
	struct view verb = {NULL, 0};

	line = view_trim(line);
	view_word(&line, &verb);
	*rest_out = view_trim(line);
	return verb;
}

/* The length of the path at the start of v: to its '>', or a word. */
static size_t
path_length(struct view v)
{
	bool bracketed = v.n > 0 && v.p[0] == '<', quoted = false;

	for (size_t i = 0; i < v.n; i++) {
		char c = v.p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && bracketed && c == '>')
			return i + 1;
		else if (!quoted && !bracketed && (c == ' ' || c == '\t'))
			return i;
	}
	return bracketed || quoted ? 0 : v.n;
}

/* An address that was looked for. */
struct found {
	char *dst;
	bool one;
};

/* An address_fn: takes the only one. */
static bool
take_address(void *arg, struct view address, struct view name)
{
	struct found *f = arg;

	if (f->one || name.n != 0 || !message_check_address(address))
		return false;
	f->one = view_copy(address, f->dst, LIMIT_ADDRESS + 1);
	return f->one;
}

bool
dialogue_path(
    struct view *rest, const char *keyword, char out[LIMIT_ADDRESS + 1])
{
	struct found f = {out, false};
	struct view path;
	size_t n;

	out[0] = '\0';
	if (!view_starts_case(*rest, keyword))
		return false;
	*rest = view_trim(view_from(*rest, strlen(keyword)));
	n = path_length(*rest);
	path = view_before(*rest, n);
	*rest = view_from(*rest, n);
	if (n == 0 || (rest->n > 0 && rest->p[0] != ' ' && rest->p[0] != '\t'))
		return false;
	if (view_eq_str(path, "<>"))
		return true;
	return address_each(path, take_address, &f) && f.one;
}

bool
dialogue_parameter(
    struct view *rest, struct view *key_out, struct view *value_out)
{
	struct view word;
	size_t at;

	if (!view_word(rest, &word))
		return false;
	at = view_find(word, '=');
	*key_out = view_before(word, at);
	*value_out = (struct view){NULL, 0};
	if (at < word.n)
		*value_out = view_from(word, at + 1);
	return true;
}

bool
dialogue_xtext(struct view text, char *dst, size_t size)
{
	struct buf b;
	bool ok;

	buf_init(&b, size - 1);
	ok = xtext_decode(&b, text) && message_check_word(buf_view(&b)) &&
	    view_copy(buf_view(&b), dst, size);
	buf_clear(&b);
	if (!ok)
		dst[0] = '\0';
	return ok;
}
