/* SPDX-License-Identifier: ISC */
/* The keys of a provider file, and what must hold of them together. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "conf/provider_take.h"
#include "conf/value.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The words of a key, each standing for its place in the list. */
struct words {
	const char *list;
	const char *names[5];
};

static const struct words passwords = {
    "\"mailbox\", \"two-factor\", \"application\" or \"token\"",
    {[PROVIDER_PASSWORD_MAILBOX] = "mailbox",
	[PROVIDER_PASSWORD_TWO_FACTOR] = "two-factor",
	[PROVIDER_PASSWORD_APPLICATION] = "application",
	[PROVIDER_PASSWORD_TOKEN] = "token"}};
static const struct words login_users = {"\"address\" or \"local\"",
    {[PROVIDER_USER_ADDRESS] = "address", [PROVIDER_USER_LOCAL] = "local"}};
static const struct words relay_users = {
    "\"address\", \"local\" or \"account\"",
    {[PROVIDER_USER_ADDRESS] = "address",
	[PROVIDER_USER_LOCAL] = "local",
	[PROVIDER_USER_ACCOUNT] = "account"}};
static const struct words senders = {"\"account\", \"aliases\" or \"domain\"",
    {[PROVIDER_SENDERS_ACCOUNT] = "account",
	[PROVIDER_SENDERS_ALIASES] = "aliases",
	[PROVIDER_SENDERS_DOMAIN] = "domain"}};

/* Which of the words it is; the first when the key is not given. */
static enum error_code
take_word(const struct value_at *at, const char *key, const struct words *words,
    unsigned *out)
{
	const char *value;

	*out = 0;
	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	for (unsigned i = 0; i < COUNT(words->names); i++)
		if (words->names[i] != NULL &&
		    strcmp(value, words->names[i]) == 0) {
			*out = i;
			return ERROR_NONE;
		}
	return value_bad(
	    at, key, "\"%s\" is not one of %s", value, words->list);
}

static enum error_code
no_memory(const struct value_at *at)
{
	return error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}

/* A line of text that people are shown. */
static enum error_code
take_text(
    const struct value_at *at, const char *key, const char *value, char **out)
{
	if (*value == '\0' || strlen(value) > LIMIT_MESSAGE_TEXT ||
	    view_has_control(view_of(value)))
		return value_bad(at, key,
		    "not a line of 1 to %d bytes without control characters",
		    LIMIT_MESSAGE_TEXT);
	*out = strdup(value);
	return *out != NULL ? ERROR_NONE : no_memory(at);
}

static enum error_code
take_source(const struct value_at *at, const char *value, char **out)
{
	if (!view_starts(view_of(value), "https://"))
		return value_bad(at, "source",
		    "\"%s\" is not the URL of a page (begin it with https://)",
		    value);
	return take_text(at, "source", value, out);
}

static enum error_code
take_public(const struct value_at *at, const char *value, char **out)
{
	return value_domain(at, "public", value, out);
}

/* A NULL-terminated list, each string checked and copied by take. */
static enum error_code
take_list(const struct value_at *at, const char *key,
    enum error_code (*take)(
	const struct value_at *at, const char *value, char **out),
    char ***out)
{
	unsigned n = cfg_size(at->section, key);
	enum error_code code = ERROR_NONE;

	*out = calloc((size_t)n + 1, sizeof(**out));
	if (*out == NULL)
		return no_memory(at);
	for (unsigned i = 0; i < n && code == ERROR_NONE; i++)
		code = take(at, cfg_getnstr(at->section, key, i), &(*out)[i]);
	return code;
}

static enum error_code
take_provider(struct value_at *at, struct provider *p)
{
	enum error_code code;
	unsigned word = 0;

	code = take_text(at, NULL, cfg_title(at->section), &p->title);
	if (code == ERROR_NONE)
		code = take_list(at, "source", take_source, &p->sources);
	if (code == ERROR_NONE)
		code = take_list(at, "public", take_public, &p->domains);
	if (code == ERROR_NONE)
		code = take_word(at, "password", &passwords, &word);
	p->password = (enum provider_password)word;
	if (code == ERROR_NONE && value_line(at, "hint") != 0)
		code = take_text(
		    at, "hint", cfg_getstr(at->section, "hint"), &p->hint);
	return code;
}

static enum error_code
take_login(struct value_at *at, struct provider *p)
{
	enum error_code code;
	unsigned word = 0;

	if (p->password == PROVIDER_PASSWORD_TOKEN)
		return value_bad(at, NULL,
		    "people log in with passwords, not with tokens (remove "
		    "the section)");
	code = value_servers(at, "server", ENDPOINT_IMAP, &p->login);
	if (code == ERROR_NONE)
		code = take_word(at, "user", &login_users, &word);
	p->login_user = (enum provider_user)word;
	return code;
}

static enum error_code
take_relay(struct value_at *at, struct provider *p)
{
	enum error_code code;
	unsigned user = 0, as = 0;

	code = value_servers(at, "server", ENDPOINT_SMTP, &p->relay);
	if (code == ERROR_NONE)
		code = take_word(at, "user", &relay_users, &user);
	if (code == ERROR_NONE)
		code = take_word(at, "senders", &senders, &as);
	p->relay_user = (enum provider_user)user;
	p->senders = (enum provider_senders)as;
	return code;
}

/* One section of that name, which may be missing where it is optional. */
static enum error_code
take_section(struct value_at *at, cfg_t *cfg, const char *section,
    bool optional,
    enum error_code (*take)(struct value_at *at, struct provider *p),
    struct provider *p)
{
	unsigned n = cfg_size(cfg, section);

	if (n == 0 && optional)
		return ERROR_NONE;
	if (n == 0)
		return error_set(at->e, ERROR_SETTINGS,
		    "%s: %s: the section is missing (write: %s \"Title\" { "
		    "... })",
		    at->file, section, section);
	at->nth = n - 1;
	at->section = cfg_getnsec(cfg, section, n - 1);
	if (n > 1)
		return value_bad(
		    at, NULL, "a second section of this kind (keep one)");
	return take(at, p);
}

enum error_code
provider_take(const struct parsed *parsed, const char *name, struct provider *p,
    struct error *e)
{
	struct value_at at = {.file = name, .marks = &parsed->marks, .e = e};
	enum error_code code;

	code =
	    take_section(&at, parsed->cfg, "provider", false, take_provider, p);
	if (code == ERROR_NONE)
		code = take_section(
		    &at, parsed->cfg, "login", true, take_login, p);
	if (code == ERROR_NONE)
		code = take_section(
		    &at, parsed->cfg, "relay", true, take_relay, p);
	return code;
}
