/* SPDX-License-Identifier: ISC */
/* Checks of single values: paths, users, mechanisms, senders, domains. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "conf/host.h"
#include "conf/value.h"

/* What may be pinned, of those for passwords and of those for tokens; the layer
 * that uses them knows what they do. */
struct mechanisms {
	const char *kind;
	const char *list;
	const char *names[8];
};

static const struct mechanisms password_mechanisms = {"",
    "SCRAM-SHA-256-PLUS, SCRAM-SHA-1-PLUS, SCRAM-SHA-256, SCRAM-SHA-1, "
    "PLAIN, LOGIN",
    {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1",
	"PLAIN", "LOGIN"}};
static const struct mechanisms token_mechanisms = {
    " for tokens", "OAUTHBEARER, XOAUTH2", {"OAUTHBEARER", "XOAUTH2"}};

#define MECHANISM_WORDS 256

enum error_code
value_bad(const struct value_at *at, const char *key, const char *fmt, ...)
{
	char text[ERROR_TEXT];
	const char *name = cfg_name(at->section),
		   *title = cfg_title(at->section);
	unsigned line = key != NULL ? value_line(at, key) : 0;
	va_list ap;

	if (line == 0)
		line = marks_section_line(at->marks, name, at->nth);

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return error_set(at->e, ERROR_SETTINGS, "%s:%u: %s%s%s%s: %s%s%s",
	    at->file, line, name, title != NULL ? " \"" : "",
	    title != NULL ? title : "", title != NULL ? "\"" : "",
	    key != NULL ? key : "", key != NULL ? ": " : "", text);
}

static enum error_code
no_memory(const struct value_at *at)
{
	return error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}

unsigned
value_line(const struct value_at *at, const char *key)
{
	return marks_key_line(at->marks, cfg_name(at->section), at->nth, key);
}

/* The key's single value; NULL when it is not given. */
static const char *
get(const struct value_at *at, const char *key)
{
	return cfg_size(at->section, key) != 0 ? cfg_getstr(at->section, key)
					       : NULL;
}

static enum error_code
set(const struct value_at *at, const char *value, char **out)
{
	*out = strdup(value);
	return *out != NULL ? ERROR_NONE : no_memory(at);
}

enum error_code
value_path(const struct value_at *at, const char *key, char **out)
{
	const char *value = get(at, key);

	if (value == NULL)
		return ERROR_NONE;
	if (value[0] != '/')
		return value_bad(at, key,
		    "\"%s\" is not an absolute path (begin it with \"/\")",
		    value);
	if (strlen(value) >= LIMIT_PATH || view_has_control(view_of(value)))
		return value_bad(at, key,
		    "not a usable path (at most %d bytes, no control "
		    "characters)",
		    LIMIT_PATH - 1);
	return set(at, value, out);
}

static const char *
known_mechanism(const struct mechanisms *known, struct view word)
{
	for (const char *const *name = known->names; *name != NULL; name++)
		if (view_eq_case_str(word, *name))
			return *name;
	return NULL;
}

/* Adds the words of one string of the list. */
static enum error_code
add_mechanisms(const struct value_at *at, const char *key, const char *value,
    const struct mechanisms *known, struct buf *words)
{
	struct view rest = view_of(value), word;

	while (view_word(&rest, &word)) {
		const char *name = known_mechanism(known, word);

		if (name == NULL)
			return value_bad(at, key,
			    "\"%.*s\" is not a known mechanism%s (known: %s)",
			    VIEW_ARG(word), known->kind, known->list);
		buf_printf(words, "%s%s", words->n != 0 ? " " : "", name);
	}
	return ERROR_NONE;
}

enum error_code
value_mechanisms(
    const struct value_at *at, const char *key, bool token, char **out)
{
	const struct mechanisms *known =
	    token ? &token_mechanisms : &password_mechanisms;
	unsigned n = cfg_size(at->section, key);
	enum error_code code = ERROR_NONE;
	struct buf words;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	buf_init(&words, MECHANISM_WORDS - 1);
	for (unsigned i = 0; i < n && code == ERROR_NONE; i++)
		code = add_mechanisms(
		    at, key, cfg_getnstr(at->section, key, i), known, &words);
	if (code == ERROR_NONE && (words.n == 0 || words.failed))
		code = value_bad(at, key,
		    "name at least one mechanism, each once (known: %s)",
		    known->list);
	if (code == ERROR_NONE)
		code = set(at, buf_str(&words), out);
	buf_clear(&words);
	return code;
}

enum error_code
value_login_user(const struct value_at *at, const char *key, char **out)
{
	const char *value = get(at, key);

	if (value == NULL)
		value = "address";
	if (strcmp(value, "address") != 0 && strcmp(value, "local") != 0)
		return value_bad(at, key,
		    "\"%s\": what the server knows mailboxes by is \"address\" "
		    "(alice@example.com) or \"local\" (alice)",
		    value);
	return set(at, value, out);
}

enum error_code
value_relay_user(const struct value_at *at, const char *key, char **out)
{
	const char *value = get(at, key);

	if (value == NULL || *value == '\0')
		return value_bad(at, NULL,
		    "%s is missing (write: %s = \"the relay account\")", key,
		    key);
	if (strlen(value) > LIMIT_ADDRESS || view_has_control(view_of(value)))
		return value_bad(at, key,
		    "not a user name (at most %d bytes, no control "
		    "characters)",
		    LIMIT_ADDRESS);
	return set(at, value, out);
}

/* An address, "*@domain" for all of a domain, or "*" for all. */
static bool
sender_check(struct view sender)
{
	size_t sign = view_find_last(sender, '@');

	if (view_eq_str(sender, "*"))
		return true;
	return sender.n <= LIMIT_ADDRESS && sign > 0 && sign + 1 < sender.n &&
	    !view_has_control(sender) && view_find(sender, ' ') == sender.n &&
	    view_find(sender, '<') == sender.n;
}

enum error_code
value_senders(const struct value_at *at, const char *key, char ***out)
{
	unsigned n = cfg_size(at->section, key);

	*out = calloc((size_t)n + 1, sizeof(**out));
	if (*out == NULL)
		return no_memory(at);
	for (unsigned i = 0; i < n; i++) {
		const char *value = cfg_getnstr(at->section, key, i);

		if (!sender_check(view_of(value)))
			return value_bad(at, key,
			    "\"%s\" is neither an address nor *@domain nor * "
			    "(write each in quotes, separated by commas)",
			    value);
		if (set(at, value, &(*out)[i]) != ERROR_NONE)
			return ERROR_MEMORY;
	}
	return ERROR_NONE;
}

/* LDH labels: what a URL takes as a host and what is no address. */
static bool
domain_check(const char *domain)
{
	char url[LIMIT_HOST + 16];
	struct endpoint endpoint;
	int n = snprintf(url, sizeof(url), "imaps://%s", domain);

	return n > 0 && (size_t)n < sizeof(url) &&
	    view_find(view_of(domain), ':') == strlen(domain) &&
	    endpoint_parse(view_of(url), &endpoint) && !endpoint.is_address;
}

enum error_code
value_domain(
    const struct value_at *at, const char *key, const char *value, char **out)
{
	char ascii[LIMIT_HOST + 1];
	struct error why;

	error_clear(&why);
	if (host_to_ascii(view_of(value), ascii, sizeof(ascii), &why) !=
	    ERROR_NONE)
		return value_bad(at, key, "\"%s\": %s", value, why.text);
	if (!domain_check(ascii) || strchr(ascii, '.') == NULL)
		return value_bad(at, key,
		    "\"%s\" is not a domain (write a name like example.com)",
		    value);
	return set(at, ascii, out);
}
