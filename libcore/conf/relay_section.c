/* SPDX-License-Identifier: ISC */
/* The keys of a relay section, and what must hold of them together. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "base/names.h"
#include "conf/provider_use.h"
#include "conf/relay_section.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Providers count by the minute, the hour or the day. */
#define RATE_MAX 86400

/* Where a secret may come from: each key, of which one is given. */
static const char *const secret_keys[] = {
    "password-file",
    "password-credential",
    "password-command",
    "token-command",
};

const char *
conf_secret_key(const struct conf_relay *r)
{
	const void *const given[COUNT(secret_keys)] = {r->password_file,
	    r->password_credential, r->password_command, r->token_command};
	size_t i = 0;

	while (i + 1 < COUNT(given) && given[i] == NULL)
		i++;
	return secret_keys[i];
}

/* Exactly one source of the secret is named; its line is noted. */
static enum error_code
check_secret_keys(const struct value_at *at, struct conf_lines *lines)
{
	const char *first = NULL;

	for (size_t i = 0; i < COUNT(secret_keys); i++) {
		const char *key = secret_keys[i];

		if (value_line(at, key) == 0)
			continue;
		if (first != NULL)
			return value_bad(at, key,
			    "%s is given too, in line %u (keep one of them)",
			    first, value_line(at, first));
		first = key;
		lines->secret = value_line(at, key);
	}
	if (first != NULL)
		return ERROR_NONE;
	return value_bad(at, NULL,
	    "password-file is missing (write the relay account's password to a "
	    "file and name it: password-file = \"%s/relay.password\"; or give "
	    "password-credential, password-command or token-command)",
	    NAMES_CONF_DIR);
}

static enum error_code
take_secret(const struct value_at *at, struct conf_relay *r)
{
	enum error_code code = check_secret_keys(at, &r->lines);

	if (code == ERROR_NONE)
		code = value_path(at, "password-file", &r->password_file);
	if (code == ERROR_NONE)
		code = value_credential(
		    at, "password-credential", &r->password_credential);
	if (code == ERROR_NONE)
		code =
		    value_command(at, "password-command", &r->password_command);
	if (code == ERROR_NONE)
		code = value_command(at, "token-command", &r->token_command);
	return code;
}

/* A relay's name stands in logs and in mailq. */
static enum error_code
take_name(const struct value_at *at, struct conf_relay *r)
{
	struct view name = view_of(cfg_title(at->section));

	if (name.n == 0 || name.n > LIMIT_LABEL || view_has_control(name) ||
	    !view_is_ascii(name))
		return value_bad(at, NULL,
		    "not a usable name (1 to %d ASCII characters)",
		    LIMIT_LABEL);
	r->name = view_dup(name);
	return r->name != NULL
	    ? ERROR_NONE
	    : error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}

/* What becomes the sender of whoever may not be one must be an address. */
static enum error_code
check_account(const struct value_at *at, const struct conf_relay *r)
{
	if (strchr(r->user, '@') != NULL)
		return ERROR_NONE;
	for (char **s = r->senders; *s != NULL; s++)
		if (**s != '*')
			return ERROR_NONE;
	return value_bad(at, "user",
	    "\"%s\" is not an address (name the account's address in "
	    "senders)",
	    r->user);
}

static enum conf_family
family_of(const char *address)
{
	return strchr(address, ':') != NULL ? CONF_FAMILY_IPV6
					    : CONF_FAMILY_IPV4;
}

/* Whether all addresses can be of one family, which r->family becomes. */
static enum error_code
check_family(const struct value_at *at, struct conf_relay *r)
{
	if (r->source_address != NULL && r->family == CONF_FAMILY_ANY)
		r->family = family_of(r->source_address);
	if (r->source_address != NULL &&
	    r->family != family_of(r->source_address))
		return value_bad(at, "source-address",
		    "\"%s\" is no address of address-family (remove one of the "
		    "two keys)",
		    r->source_address);
	for (size_t i = 0; i < r->servers.n; i++)
		if (r->family != CONF_FAMILY_ANY &&
		    r->servers.list[i].is_address &&
		    r->family != family_of(r->servers.list[i].host))
			return value_bad(at, "server",
			    "\"%s\" cannot be reached by address-family or "
			    "from source-address (name an address of that "
			    "family)",
			    r->servers.list[i].host);
	return ERROR_NONE;
}

/* How its servers are reached and spoken to. */
static enum error_code
take_way(const struct value_at *at, struct conf_relay *r)
{
	enum error_code code = value_pins(at, "pin", &r->pins);

	if (code == ERROR_NONE)
		code = value_helo(at, "helo", &r->helo);
	if (code == ERROR_NONE)
		code = value_address(at, "source-address", &r->source_address);
	if (code == ERROR_NONE)
		code = value_family(at, "address-family", &r->family);
	if (code == ERROR_NONE)
		code = check_family(at, r);
	if (code == ERROR_NONE)
		code = value_rate(at, "rate", RATE_MAX, &r->rate);
	return code;
}

enum error_code
relay_section_take(const struct value_at *at, struct conf_relay *r)
{
	enum error_code code;

	r->lines.section = marks_section_line(at->marks, "relay", at->nth);
	r->lines.server = provider_server_line(at);
	r->lines.ca_file = value_line(at, "ca-file");
	r->chunking = cfg_getbool(at->section, "chunking") != cfg_false;
	code = take_name(at, r);
	if (code == ERROR_NONE)
		code = provider_of(at, &r->provider);
	if (code == ERROR_NONE)
		code = provider_servers(
		    at, r->provider, ENDPOINT_SMTP, &r->servers);
	if (code == ERROR_NONE)
		code = value_relay_user(at, "user", &r->user);
	if (code == ERROR_NONE)
		code = take_secret(at, r);
	if (code == ERROR_NONE)
		code = provider_check_secret(at, r);
	if (code == ERROR_NONE)
		code = value_path(at, "ca-file", &r->ca_file);
	if (code == ERROR_NONE)
		code = value_mechanisms(
		    at, "mechanisms", r->token_command != NULL, &r->mechanisms);
	if (code == ERROR_NONE)
		code = provider_senders(at, r);
	if (code == ERROR_NONE)
		code = check_account(at, r);
	return code == ERROR_NONE ? take_way(at, r) : code;
}
