/* SPDX-License-Identifier: ISC */
/* The server key: one URL or a list of them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "conf/host.h"
#include "conf/value.h"

/* A login tries at most this many; more would outlast its deadline. */
#define SERVERS_MAX 8

/* What may stand in each kind of section. */
static const char *const forms[] = {
    [ENDPOINT_IMAP] = "imaps://host, imap://host, pop3s://host or pop3://host",
    [ENDPOINT_SMTP] = "submissions://host, submission://host or smtp://host",
};

static enum error_code
take_server(const struct value_at *at, const char *key, const char *value,
    enum endpoint_protocol protocol, struct endpoint *out)
{
	char url[LIMIT_HOST + 32];
	struct error why;

	error_clear(&why);
	if (host_url_to_ascii(view_of(value), url, sizeof(url), &why) !=
	    ERROR_NONE)
		return value_bad(at, key, "\"%s\": %s", value, why.text);
	if (!endpoint_parse(view_of(url), out))
		return value_bad(at, key,
		    "\"%s\" is not a server's URL (write %s, with :port only "
		    "where it is not the usual one)",
		    value, forms[protocol]);
	/* A login may be made by either; a list may have both. */
	if (out->protocol == protocol ||
	    (out->protocol == ENDPOINT_POP3 && protocol == ENDPOINT_IMAP))
		return ERROR_NONE;
	return value_bad(at, key, "\"%s\" does not fit this section (write %s)",
	    value, forms[protocol]);
}

enum error_code
value_servers(const struct value_at *at, const char *key,
    enum endpoint_protocol protocol, struct conf_servers *out)
{
	unsigned n = cfg_size(at->section, key);
	enum error_code code = ERROR_NONE;

	if (n == 0)
		return value_bad(at, NULL, "%s is missing (write: %s = \"%s\")",
		    key, key,
		    protocol == ENDPOINT_SMTP ? "submissions://mail.example.com"
					      : "imaps://mail.example.com");
	if (n > SERVERS_MAX)
		return value_bad(
		    at, key, "more than %d servers (keep fewer)", SERVERS_MAX);
	out->list = calloc(n, sizeof(*out->list));
	if (out->list == NULL)
		return error_set(
		    at->e, ERROR_MEMORY, "%s: no memory", at->file);
	out->n = n;
	for (unsigned i = 0; i < n && code == ERROR_NONE; i++)
		code = take_server(at, key, cfg_getnstr(at->section, key, i),
		    protocol, &out->list[i]);
	return code;
}
