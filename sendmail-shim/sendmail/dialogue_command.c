/* SPDX-License-Identifier: ISC */
/* Taking SMTP command lines apart. */
#include "config.h"

#include <string.h>

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

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that the xtext at v.p[*at] stands for, or -1; *at goes on. */
static int
xtext_byte(struct view v, size_t *at)
{
	int high, low;

	if (v.p[(*at)++] != '+')
		return v.p[*at - 1];
	if (v.n - *at < 2)
		return -1;
	high = hex_digit(v.p[*at]);
	low = hex_digit(v.p[*at + 1]);
	*at += 2;
	return high < 0 || low < 0 ? -1 : 16 * high + low;
}

bool
dialogue_xtext(struct view text, char *dst, size_t size)
{
	size_t n = 0, at = 0;

	while (at < text.n && n + 1 < size) {
		int c = xtext_byte(text, &at);

		if (c < '!' || c > '~')
			return false;
		dst[n++] = (char)c;
	}
	dst[n] = '\0';
	return n > 0 && at == text.n;
}
