/* SPDX-License-Identifier: ISC */
/* Where a section's values come from: its own keys win over its provider's. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/provider_use.h"

#define NEAREST (4 * LIMIT_LABEL)

static enum error_code
no_memory(const struct value_at *at)
{
	return error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}

static enum error_code
say_unknown(const struct value_at *at, const char *name)
{
	char nearest[NEAREST];

	provider_nearest(at->places, name, nearest, sizeof(nearest));
	return value_bad(at, "provider",
	    "\"%.*s\": there is no file about it in %s or %s (%s%s%swrite "
	    "server = instead)",
	    LIMIT_LABEL, name, at->places->own, at->places->shipped,
	    nearest[0] != '\0' ? "is it " : "", nearest,
	    nearest[0] != '\0' ? "? or " : "");
}

enum error_code
provider_of(const struct value_at *at, struct provider **out)
{
	const char *name;
	struct error why;
	enum error_code code;

	*out = NULL;
	if (value_line(at, "provider") == 0)
		return ERROR_NONE;
	name = cfg_getstr(at->section, "provider");
	error_clear(&why);
	code = provider_load(at->places, name, out, &why);
	if (code == ERROR_NOTFOUND)
		return say_unknown(at, name);
	if (code == ERROR_NONE || code == ERROR_MEMORY)
		return code;
	return value_bad(at, "provider", "%s", why.text);
}

unsigned
provider_server_line(const struct value_at *at)
{
	unsigned line = value_line(at, "server");

	return line != 0 ? line : value_line(at, "provider");
}

static enum error_code
say_no_servers(const struct value_at *at, const struct provider *p,
    enum endpoint_protocol protocol)
{
	return value_bad(at, "provider", "%s has no servers %s%s%s%s", p->title,
	    protocol == ENDPOINT_SMTP ? "that this host's mail could be sent by"
				      : "that would check a password",
	    p->hint != NULL ? " (" : "", p->hint != NULL ? p->hint : "",
	    p->hint != NULL ? ")" : "");
}

enum error_code
provider_servers(const struct value_at *at, const struct provider *p,
    enum endpoint_protocol protocol, struct conf_servers *out)
{
	const struct conf_servers *from;

	if (p == NULL || value_line(at, "server") != 0)
		return value_servers(at, "server", protocol, out);
	from = protocol == ENDPOINT_SMTP ? &p->relay : &p->login;
	if (from->n == 0)
		return say_no_servers(at, p, protocol);
	out->list = calloc(from->n, sizeof(*out->list));
	if (out->list == NULL)
		return no_memory(at);
	memcpy(out->list, from->list, from->n * sizeof(*out->list));
	out->n = from->n;
	return ERROR_NONE;
}

/* What stands before the '@' names somebody else's mailbox there, unless the
 * domain is the provider's own. */
static enum error_code
say_others(const struct value_at *at, const struct provider *p)
{
	return value_bad(at, "provider",
	    "%s knows mailboxes by what stands before the '@' alone, which is "
	    "another's mailbox than one of this domain (use it for its own "
	    "domains only)",
	    p->title);
}

enum error_code
provider_login_user(const struct value_at *at, const struct provider *p,
    const char *domain, char **out)
{
	if (p == NULL || value_line(at, "user") != 0 ||
	    p->login_user == PROVIDER_USER_ADDRESS)
		return value_login_user(at, "user", out);
	if (!provider_is_public(p, view_of(domain)))
		return say_others(at, p);
	*out = strdup("local");
	return *out != NULL ? ERROR_NONE : no_memory(at);
}

/* "*@example.com", where the provider lets the account send as any of its
 * domain, and that is not everybody's. */
static enum error_code
add_own_domain(const struct value_at *at, struct conf_relay *r)
{
	struct view user = view_of(r->user), domain;
	size_t sign = view_find_last(user, '@');
	char all[LIMIT_ADDRESS + 8];

	domain = view_from(user, sign + 1);
	if (sign >= user.n || provider_is_public(r->provider, domain))
		return ERROR_NONE;
	free(r->senders);
	r->senders = calloc(2, sizeof(*r->senders));
	snprintf(all, sizeof(all), "*@%.*s", VIEW_ARG(domain));
	if (r->senders == NULL || (r->senders[0] = strdup(all)) == NULL)
		return no_memory(at);
	return ERROR_NONE;
}

enum error_code
provider_senders(const struct value_at *at, struct conf_relay *r)
{
	enum error_code code = value_senders(at, "senders", &r->senders);

	if (code != ERROR_NONE || r->provider == NULL ||
	    value_line(at, "senders") != 0 ||
	    r->provider->senders != PROVIDER_SENDERS_DOMAIN)
		return code;
	return add_own_domain(at, r);
}

enum error_code
provider_check_secret(const struct value_at *at, const struct conf_relay *r)
{
	const struct provider *p = r->provider;

	if (p == NULL || p->password != PROVIDER_PASSWORD_TOKEN ||
	    r->token_command != NULL || value_line(at, "server") != 0)
		return ERROR_NONE;
	return value_bad(at, conf_secret_key(r),
	    "%s takes OAuth tokens and no passwords (give token-command%s%s)",
	    p->title, p->hint != NULL ? "; " : "",
	    p->hint != NULL ? p->hint : "");
}
