/* SPDX-License-Identifier: ISC */
/* Keys about this host as a relay sees it: its name and its addresses. */
#include "config.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "conf/host.h"
#include "conf/value.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static enum error_code
keep(const struct value_at *at, const char *value, char **out)
{
	*out = strdup(value);
	return *out != NULL
	    ? ERROR_NONE
	    : error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}

/* An address in its usual form; false when text is none. */
static bool
format_address(const char *text, char dst[INET6_ADDRSTRLEN])
{
	unsigned char bytes[sizeof(struct in6_addr)];
	int family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;

	return inet_pton(family, text, bytes) == 1 &&
	    inet_ntop(family, bytes, dst, INET6_ADDRSTRLEN) != NULL;
}

/* "[192.0.2.1]" or "[IPv6:2001:db8::1]" (RFC 5321 4.1.3). */
static bool
literal_check(const char *text)
{
	char inner[INET6_ADDRSTRLEN + 8], address[INET6_ADDRSTRLEN];
	struct view v = view_of(text);
	bool six;

	if (!view_starts(v, "[") || v.p[v.n - 1] != ']' ||
	    !view_copy(view_make(v.p + 1, v.n - 2), inner, sizeof(inner)))
		return false;
	six = view_starts(view_of(inner), "IPv6:");
	return format_address(inner + (six ? 5 : 0), address) &&
	    (strchr(address, ':') != NULL) == six;
}

/* LDH labels, also a single one. */
static bool
name_check(const char *name)
{
	char url[LIMIT_HOST + 32];
	struct endpoint endpoint;
	int n = snprintf(url, sizeof(url), "smtp://%s", name);

	return n > 0 && (size_t)n < sizeof(url) && strchr(name, ':') == NULL &&
	    endpoint_parse(view_of(url), &endpoint) && !endpoint.is_address;
}

enum error_code
value_helo(const struct value_at *at, const char *key, char **out)
{
	char ascii[LIMIT_HOST + 1];
	const char *value;
	struct error why;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	if (strlen(value) > 2 && literal_check(value))
		return keep(at, value, out);
	error_clear(&why);
	if (host_to_ascii(view_of(value), ascii, sizeof(ascii), &why) !=
		ERROR_NONE ||
	    !name_check(ascii))
		return value_bad(at, key,
		    "\"%s\" is not a host's name (write one like "
		    "web1.example.com, or an address as [192.0.2.1] or "
		    "[IPv6:2001:db8::1])",
		    value);
	return keep(at, ascii, out);
}

enum error_code
value_address(const struct value_at *at, const char *key, char **out)
{
	char address[INET6_ADDRSTRLEN];
	const char *value;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	if (!format_address(value, address))
		return value_bad(at, key,
		    "\"%s\" is not an IP address (write one that this host "
		    "has, like 192.0.2.1 or 2001:db8::1)",
		    value);
	return keep(at, address, out);
}

enum error_code
value_family(const struct value_at *at, const char *key, enum conf_family *out)
{
	static const struct {
		const char *name;
		enum conf_family family;
	} families[] = {
	    {"any", CONF_FAMILY_ANY},
	    {"ipv4", CONF_FAMILY_IPV4},
	    {"ipv6", CONF_FAMILY_IPV6},
	};
	const char *value;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	for (size_t i = 0; i < COUNT(families); i++)
		if (strcmp(value, families[i].name) == 0) {
			*out = families[i].family;
			return ERROR_NONE;
		}
	return value_bad(at, key,
	    "\"%s\": the addresses to use are \"any\", \"ipv4\" or \"ipv6\"",
	    value);
}
