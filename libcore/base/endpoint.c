/* SPDX-License-Identifier: ISC */
/* Parsing of server URLs. */
#include "config.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/num.h"

static const struct scheme {
	const char *name;
	enum endpoint_protocol protocol;
	enum endpoint_security security;
	uint16_t port;
} schemes[] = {
    {"imaps", ENDPOINT_IMAP, ENDPOINT_IMPLICIT, 993},
    {"imap", ENDPOINT_IMAP, ENDPOINT_STARTTLS, 143},
    {"pop3s", ENDPOINT_POP3, ENDPOINT_IMPLICIT, 995},
    {"pop3", ENDPOINT_POP3, ENDPOINT_STARTTLS, 110},
    {"submissions", ENDPOINT_SMTP, ENDPOINT_IMPLICIT, 465},
    {"submission", ENDPOINT_SMTP, ENDPOINT_STARTTLS, 587},
    {"smtp", ENDPOINT_SMTP, ENDPOINT_STARTTLS, 25},
};

#define SCHEMES (sizeof(schemes) / sizeof(schemes[0]))

static const struct scheme *
find_scheme(struct view name)
{
	for (size_t i = 0; i < SCHEMES; i++)
		if (view_eq_str(name, schemes[i].name))
			return &schemes[i];
	return NULL;
}

/* One DNS label of letters, digits and inner hyphens. */
static bool
label_check(struct view label)
{
	if (label.n == 0 || label.n > LIMIT_LABEL || label.p[0] == '-' ||
	    label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++) {
		char c = label.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-')
			return false;
	}
	return true;
}

static bool
host_check(struct view host)
{
	struct view label;

	while (view_split(&host, '.', &label))
		if (!label_check(label))
			return false;
	return true;
}

/* Copies the host in lower case and says whether it is a name or address. */
static bool
set_host(struct endpoint *e, struct view host, bool bracketed)
{
	unsigned char addr[16];

	if (host.n == 0 || !view_copy(host, e->host, sizeof(e->host)))
		return false;
	for (char *p = e->host; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	if (bracketed)
		return e->is_address = inet_pton(AF_INET6, e->host, addr) == 1;
	e->is_address = inet_pton(AF_INET, e->host, addr) == 1;
	return e->is_address || host_check(view_of(e->host));
}

/* Splits "host", "host:port" or "[v6]:port"; *port is empty without one. */
static bool
split_port(struct view rest, struct view *host, struct view *port, bool *v6)
{
	size_t end;

	*v6 = rest.n > 0 && rest.p[0] == '[';
	end = view_find(rest, *v6 ? ']' : ':');
	*host =
	    *v6 ? view_from(view_before(rest, end), 1) : view_before(rest, end);
	if (*v6 && end == rest.n)
		return false;
	*port = view_from(rest, *v6 ? end + 1 : end);
	if (port->n == 0)
		return true;
	if (port->p[0] != ':')
		return false;
	*port = view_from(*port, 1);
	return port->n > 0;
}

bool
endpoint_parse(struct view url, struct endpoint *out)
{
	const struct scheme *scheme;
	struct view rest, host, port;
	uint64_t number;
	bool v6;

	memset(out, 0, sizeof(*out));
	scheme = find_scheme(view_before(url, view_find(url, ':')));
	rest = view_from(url, view_find(url, ':'));
	if (scheme == NULL || !view_starts(rest, "://") ||
	    !split_port(view_from(rest, 3), &host, &port, &v6) ||
	    !set_host(out, host, v6))
		return false;
	number = scheme->port;
	if (port.n > 0 && !num_parse(port, 1, UINT16_MAX, &number))
		return false;
	out->scheme = scheme->name;
	out->protocol = scheme->protocol;
	out->security = scheme->security;
	out->port = (uint16_t)number;
	return true;
}

bool
endpoint_format(const struct endpoint *e, char *dst, size_t size)
{
	bool v6 = e->is_address && strchr(e->host, ':') != NULL;
	int n = snprintf(dst, size, "%s://%s%s%s:%u", e->scheme, v6 ? "[" : "",
	    e->host, v6 ? "]" : "", (unsigned)e->port);

	return n > 0 && (size_t)n < size;
}
