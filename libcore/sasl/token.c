/* SPDX-License-Identifier: ISC */
/* Composing the messages that carry tokens. */
#include "config.h"

#include "sasl/token.h"

#define SEPARATOR '\001'

bool
token_check(struct view token)
{
	for (size_t i = 0; i < token.n; i++)
		if (token.p[i] <= ' ' || token.p[i] > '~')
			return false;
	return token.n > 0;
}

/* A saslname (RFC 5801 4): what separates it is written otherwise. */
static void
add_name(struct buf *out, const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == ',')
			buf_add_str(out, "=2C");
		else if (*name == '=')
			buf_add_str(out, "=3D");
		else
			buf_add_byte(out, *name);
	}
}

static bool
end(struct buf *out, struct view token)
{
	buf_add_str(out, "auth=Bearer ");
	buf_add(out, token);
	buf_add_byte(out, SEPARATOR);
	return buf_add_byte(out, SEPARATOR);
}

bool
token_compose_bearer(struct buf *out, const char *user,
    const struct endpoint *server, struct view token)
{
	buf_add_str(out, "n,a=");
	add_name(out, user);
	buf_add_byte(out, ',');
	buf_add_byte(out, SEPARATOR);
	if (server != NULL)
		buf_printf(out, "host=%s%cport=%u%c", server->host, SEPARATOR,
		    (unsigned)server->port, SEPARATOR);
	return end(out, token);
}

bool
token_compose_xoauth2(struct buf *out, const char *user,
    const struct endpoint *server, struct view token)
{
	(void)server;
	buf_add_str(out, "user=");
	buf_add_str(out, user);
	buf_add_byte(out, SEPARATOR);
	return end(out, token);
}
